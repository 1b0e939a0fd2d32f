// SPDX-License-Identifier: Apache-2.0
import { Duration, RemovalPolicy, Stack, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PushTarget } from './push-target';

const PORT = 9779;
const NAME = 'ecs-exporter-cluster';

/** The AWS actions that the exporter uses. All of them only read. */
const ACTIONS = [
  'ecs:ListClusters',
  'ecs:DescribeClusters',
  'ecs:ListServices',
  'ecs:DescribeServices',
  'ecs:ListTasks',
  'ecs:DescribeTasks',
  'ecs:ListContainerInstances',
  'ecs:DescribeContainerInstances',
  'ecs:DescribeTaskDefinition',
  'ec2:DescribeInstances',
];

export interface ClusterExporterProps {
  /** The cluster to run in. The exporter need not read this cluster. */
  readonly cluster: ecs.ICluster;

  /** The exporter's image. */
  readonly image: ecs.ContainerImage;

  /** Names or ARNs of the clusters to read; default: all clusters of the region. */
  readonly readClusters?: string[];

  /** Environment variables, such as `ECS_EXPORTER_CLUSTER_INTERVAL`; default: none. */
  readonly environment?: Record<string, string>;

  /** Where the exporter pushes its metrics; default: nowhere, Prometheus scrapes. */
  readonly push?: PushTarget;

  /** The DNS name of the exporter in a namespace of AWS Cloud Map; default: none. */
  readonly cloudMapOptions?: ecs.CloudMapOptions;

  /** The subnets, from which the ECS and EC2 APIs must be reachable; default: the private subnets. */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /** Whether the task gets a public IP address, which it needs in public subnets; default: no. */
  readonly assignPublicIp?: boolean;

  /** The log driver of the exporter; default: a separate log group with a retention of one month. */
  readonly logging?: ecs.LogDriver;
}

/**
 * One exporter per region, as a Fargate service. It exports services, deployments, reasons why tasks stopped, and instances, and serves `/sd` for
 * Prometheus.
 *
 *     const exporter = new ClusterExporter(this, 'Exporter', { cluster, image });
 *     exporter.connections.allowFrom(prometheus, exporter.port);
 */
export class ClusterExporter extends Construct implements ec2.IConnectable {
  /** The port to open for Prometheus only: `/sd` lists the clusters, services and tasks of the account. */
  public readonly port: ec2.Port = ec2.Port.tcp(PORT);

  /** The service. Its task role has the permissions that the exporter needs. */
  public readonly service: ecs.FargateService;

  /** The connections that the exporter's security group allows. */
  public readonly connections: ec2.Connections;

  constructor(scope: Construct, id: string, props: ClusterExporterProps) {
    super(scope, id);
    const push = props.push?.bind(Stack.of(this));
    const environment = {
      ...(props.readClusters ? { ECS_EXPORTER_CLUSTER_NAME: props.readClusters.join(',') } : {}),
      ...push?.environment,
      ...props.environment,
    };
    const linuxParameters = new ecs.LinuxParameters(this, 'LinuxParameters');
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
    taskDefinition.addContainer(NAME, {
      image: props.image,
      command: ['cluster'],
      environment: Object.keys(environment).length > 0 ? environment : undefined,
      secrets: push?.secrets,
      logging: props.logging ?? this.logGroup(),
      portMappings: [{ name: NAME, containerPort: PORT, protocol: ecs.Protocol.TCP }],
      healthCheck: {
        command: ['CMD', '/usr/local/bin/ecs_exporter', 'healthcheck'],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(6),
        retries: 3,
      },
      user: '65534:65534',
      readonlyRootFilesystem: true,
      enableRestartPolicy: true,
      restartAttemptPeriod: Duration.seconds(60),
      linuxParameters,
    });
    taskDefinition.addToTaskRolePolicy(new iam.PolicyStatement({ actions: ACTIONS, resources: ['*'] }));
    if (push?.statement) {
      taskDefinition.addToTaskRolePolicy(push.statement);
    }

    this.service = new ecs.FargateService(this, 'Service', {
      cluster: props.cluster,
      taskDefinition,
      desiredCount: 1,
      // Do not run two exporters under one name at the same time: their counters differ.
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      circuitBreaker: { enable: true, rollback: true },
      cloudMapOptions: props.cloudMapOptions,
      vpcSubnets: props.vpcSubnets,
      assignPublicIp: props.assignPublicIp,
    });
    this.connections = this.service.connections;
  }

  private logGroup(): ecs.LogDriver {
    return ecs.LogDrivers.awsLogs({
      streamPrefix: NAME,
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      logGroup: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
    });
  }
}
