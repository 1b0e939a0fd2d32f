// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stack, aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { EcsExporter } from '../src';
import { asTaskDefinition, checkedApp, exporterOf, taskDefinition, template } from './task-definition';

const image = ecs.ContainerImage.fromRegistry('123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecs_exporter:0.1.0');
const windowsImage = ecs.ContainerImage.fromRegistry('123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecs_exporter:0.1.0-windows');
const app = { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29'), memoryLimitMiB: 448 };

/** The exporter's container as CloudFormation gets it, in the spelling of the ECS API. */
function synthesize(define: (stack: Stack) => ecs.TaskDefinition, props: ConstructorParameters<typeof EcsExporter>[2]) {
  const stack = new Stack(checkedApp(), 'Storefront', { env: { region: 'eu-west-1', account: '123456789012' } });
  const definition = define(stack);
  definition.addContainer('app', app);
  new EcsExporter(definition, 'EcsExporter', props);
  const synthesized = template(stack);
  const resource = Object.values(synthesized.findResources('AWS::ECS::TaskDefinition'))[0];
  return { synthesized, container: exporterOf(asTaskDefinition(resource?.['Properties'])) };
}

const windowsPlatform = { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE, cpuArchitecture: ecs.CpuArchitecture.X86_64 };
const generic = (props: Omit<ecs.TaskDefinitionProps, 'family'>) => (stack: Stack) => new ecs.TaskDefinition(stack, 'Task', props);
const cases: Record<string, (stack: Stack) => ecs.TaskDefinition> = {
  fargate: stack => new ecs.FargateTaskDefinition(stack, 'Task'),
  'fargate-windows': stack => new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 1024, memoryLimitMiB: 2048, runtimePlatform: windowsPlatform }),
  'ec2-awsvpc': stack => new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC }),
  'ec2-bridge': stack => new ecs.Ec2TaskDefinition(stack, 'Task'),
  'ec2-host': stack => new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.HOST }),
  anywhere: stack => new ecs.ExternalTaskDefinition(stack, 'Task'),
  'managed-instances': generic({ compatibility: ecs.Compatibility.MANAGED_INSTANCES, networkMode: ecs.NetworkMode.AWS_VPC, cpu: '256', memoryMiB: '512' }),
};

for (const [name, define] of Object.entries(cases)) {
  test(`the sidecar is that of deploy/task-definitions/${name}.json`, () => {
    const { container } = synthesize(define, { image: name === 'fargate-windows' ? windowsImage : image });

    const expected = exporterOf(taskDefinition(name));
    // The file shows the variable for a second task on the host.
    if (name === 'ec2-host') {
      delete expected.environment;
    }
    // The CDK's own, for the AWS SDKs on EC2 with awsvpc.
    if (container.environment?.[0].name === 'AWS_REGION') {
      delete container.environment;
    }

    assert.match(container.logConfiguration.options['awslogs-group'].Ref, /^TaskEcsExporterLogs/);
    container.logConfiguration.options['awslogs-group'] = expected.logConfiguration.options['awslogs-group'];
    assert.deepEqual(container, expected);
  });
}

test('flags reach the exporter and its health check, variables the container', () => {
  const { container } = synthesize(cases['fargate']!, {
    image,
    flags: ['--web.listen-address=:9780'],
    environment: { ECS_EXPORTER_LOG_FORMAT: 'json' },
  });

  assert.deepEqual(container.command, ['--web.listen-address=:9780']);
  assert.deepEqual(container.healthCheck.command, ['CMD', '/usr/local/bin/ecs_exporter', 'healthcheck', '--web.listen-address=:9780']);
  assert.deepEqual(container.environment, [{ name: 'ECS_EXPORTER_LOG_FORMAT', value: 'json' }]);
});

test('with logging of its own there is no log group', () => {
  const { synthesized, container } = synthesize(cases['ec2-bridge']!, { image, logging: ecs.LogDrivers.journald() });

  synthesized.resourceCountIs('AWS::Logs::LogGroup', 0);
  assert.equal(container.logConfiguration.logDriver, 'journald');
});

test('its log group is kept for a month and goes with the stack', () => {
  const { synthesized } = synthesize(cases['fargate']!, { image });

  synthesized.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
});

test('its port opens the service to Prometheus', () => {
  const stack = new Stack(checkedApp(), 'Storefront', { env: { region: 'eu-west-1', account: '123456789012' } });
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const definition = cases['fargate']!(stack);
  definition.addContainer('app', app);
  new EcsExporter(definition, 'EcsExporter', { image });
  const service = new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition: definition });
  const prometheus = new ec2.SecurityGroup(stack, 'Prometheus', { vpc });

  service.connections.allowFrom(prometheus, EcsExporter.port);

  template(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 9779, ToPort: 9779, IpProtocol: 'tcp', SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Prometheus'), 'GroupId'] },
  });
});
