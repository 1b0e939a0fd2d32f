// SPDX-License-Identifier: Apache-2.0
import { Duration, RemovalPolicy, Stack, aws_ec2 as ec2, aws_ecs as ecs, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PushTarget } from './push-target';

const DEFAULT_PORT = 9779;
const NAME = 'ecs-exporter';

export interface EcsExporterProps {
  /** The exporter's image. */
  readonly image: ecs.ContainerImage;

  /** The port of the exporter; default: 9779. Two tasks with host networks on one instance need different ports. */
  readonly port?: number;

  /** The memory limit of the exporter, at least 32; default: 64. Not used on Windows. */
  readonly memoryLimitMiB?: number;

  /** Flags, such as `--collector.utilization`, for the exporter and its health check; default: none. */
  readonly flags?: string[];

  /** Environment variables, such as `ECS_EXPORTER_LOG_FORMAT`; default: none. */
  readonly environment?: Record<string, string>;

  /** Where the exporter pushes its metrics; default: nowhere, Prometheus scrapes. */
  readonly push?: PushTarget;

  /** The log driver of the exporter; default: a separate log group with a retention of one month. */
  readonly logging?: ecs.LogDriver;
}

/**
 * The exporter as a sidecar of a task definition:
 *
 *     new EcsExporter(taskDefinition, 'EcsExporter', { image });
 *
 * The exporter's container is not essential: if it fails, the task keeps running.
 */
export class EcsExporter extends Construct {
  /** The port to open for Prometheus: `service.connections.allowFrom(prometheus, exporter.port)`. */
  public readonly port: ec2.Port;

  /** The exporter's container in the task definition. */
  public readonly container: ecs.ContainerDefinition;

  constructor(taskDefinition: ecs.TaskDefinition, id: string, props: EcsExporterProps) {
    super(taskDefinition, id);
    const port = props.port ?? DEFAULT_PORT;
    const push = props.push?.bind(Stack.of(taskDefinition));
    // The health check reads the same variable.
    const environment = {
      ...push?.environment,
      ...(port === DEFAULT_PORT ? {} : { ECS_EXPORTER_WEB_LISTEN_ADDRESS: `:${port}` }),
      ...props.environment,
    };
    this.port = ec2.Port.tcp(port);
    const windows = taskDefinition.runtimePlatform?.operatingSystemFamily?.isWindows() ?? false;

    this.container = taskDefinition.addContainer(NAME, {
      image: props.image,
      command: props.flags,
      environment: Object.keys(environment).length > 0 ? environment : undefined,
      secrets: push?.secrets,
      essential: false,
      logging: props.logging ?? this.logGroup(),
      portMappings: [portMapping(taskDefinition.networkMode, port)],
      healthCheck: {
        command: ['CMD', windows ? 'C:\\ecs_exporter\\ecs_exporter.exe' : '/usr/local/bin/ecs_exporter', 'healthcheck', ...(props.flags ?? [])],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(6),
        retries: 3,
      },
      ...(windows ? {} : this.confinement(props.memoryLimitMiB ?? 64)),
    });
    if (push?.statement) {
      taskDefinition.addToTaskRolePolicy(push.statement);
    }
  }

  /**
   * Makes ECS start the exporter before the application and stop it after the application, so that the exporter still reports the exit code of
   * the application. The application then does not start if ECS cannot pull the exporter's image.
   */
  public stopAfter(application: ecs.ContainerDefinition): void {
    application.addContainerDependencies({ container: this.container, condition: ecs.ContainerDependencyCondition.START });
  }

  private logGroup(): ecs.LogDriver {
    return ecs.LogDrivers.awsLogs({
      streamPrefix: NAME,
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      logGroup: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
    });
  }

  /** Settings that ECS supports on Linux only. */
  private confinement(memoryLimitMiB: number) {
    const linuxParameters = new ecs.LinuxParameters(this, 'LinuxParameters');
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    return {
      memoryLimitMiB,
      memoryReservationMiB: 32,
      user: '65534:65534',
      readonlyRootFilesystem: true,
      enableRestartPolicy: true,
      restartAttemptPeriod: Duration.seconds(60),
      linuxParameters,
    };
  }
}

function portMapping(networkMode: ecs.NetworkMode, port: number): ecs.PortMapping {
  const mapping = { containerPort: port, protocol: ecs.Protocol.TCP };
  switch (networkMode) {
    case ecs.NetworkMode.HOST:
      // Service Connect uses the name. It does not support host networks.
      return { ...mapping, hostPort: port };
    case ecs.NetworkMode.BRIDGE:
      return { ...mapping, name: NAME, hostPort: 0 };
    default:
      return { ...mapping, name: NAME };
  }
}
