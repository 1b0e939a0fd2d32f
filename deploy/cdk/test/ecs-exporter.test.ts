// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stack, aws_aps as aps, aws_ec2 as ec2, aws_ecs as ecs, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { EcsExporter, PushTarget, type EcsExporterProps } from '../src';
import { resolveTemplate } from './resolve';
import { SECRET, asTaskDefinition, checkedApp, exporterOf, policy, taskDefinition, template } from './task-definition';

const image = ecs.ContainerImage.fromRegistry('REGISTRY/ecs_exporter:0.1.0');
const windowsImage = ecs.ContainerImage.fromRegistry('REGISTRY/ecs_exporter:0.1.0-windows');
const app = { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29'), memoryLimitMiB: 448 };

/** The exporter's container as CloudFormation gets it, in the spelling of the ECS API. */
function synthesize(define: (stack: Stack) => ecs.TaskDefinition, props: EcsExporterProps, stopLast = false) {
  const stack = new Stack(checkedApp(), 'Storefront', { env: { region: 'eu-west-1', account: '123456789012' } });
  const definition = define(stack);
  const application = definition.addContainer('app', app);
  const exporter = new EcsExporter(definition, 'EcsExporter', props);
  if (stopLast) {
    exporter.stopAfter(application);
  }

  const synthesized = template(stack);
  const resources = resolveTemplate(synthesized.toJSON());
  const properties = Object.values(resources).find(resource => resource.Type === 'AWS::ECS::TaskDefinition')?.Properties;
  const statements = Object.values(resources).filter(resource => resource.Type === 'AWS::IAM::Policy').flatMap(resource =>
    resource.Properties.PolicyDocument.Statement);
  const task = asTaskDefinition(properties);
  return { synthesized, statements, task, container: exporterOf(task) };
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

test('another port and limit reach everything that knows them', () => {
  const { container } = synthesize(cases['ec2-host']!, { image, port: 9780, memoryLimitMiB: 96 });

  assert.deepEqual(container.portMappings, [{ containerPort: 9780, hostPort: 9780, protocol: 'tcp' }]);
  assert.deepEqual(container.environment, [{ name: 'ECS_EXPORTER_WEB_LISTEN_ADDRESS', value: ':9780' }]);
  assert.equal(container.memory, 96);
});

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

const workspace = 'arn:aws:aps:eu-west-1:123456789012:workspace/ws-00000000-0000-0000-0000-000000000000';
const secretOf = (stack: Stack) => ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', SECRET));
const receiver = (stack: Stack) => PushTarget.receiver({
  url: 'https://mimir.shop.example.com/api/v1/push', username: 'storefront', password: secretOf(stack),
});

/** The variants that push, with the stack that their secrets are in. */
const variants: Record<string, [push: (stack: Stack) => PushTarget, stopLast: boolean]> = {
  'fargate-push-amp': [() => PushTarget.managedPrometheus(workspace), false],
  'fargate-push-amp-stop-last': [() => PushTarget.managedPrometheus(workspace), true],
  'fargate-push-cloudwatch': [() => PushTarget.cloudWatch(), false],
  'fargate-push-remote-write': [receiver, false],
};

/** The exporter of a Fargate task that pushes. */
function synthesizePush(push: (stack: Stack) => PushTarget, stopLast = false) {
  const props: { -readonly [key in keyof EcsExporterProps]: EcsExporterProps[key] } = { image };
  return synthesize(stack => {
    props.push = push(stack);
    return cases['fargate']!(stack);
  }, props, stopLast);
}

for (const [name, [push, stopLast]] of Object.entries(variants)) {
  test(`the sidecar that pushes is that of deploy/task-definitions/${name}.json`, () => {
    const { task, container } = synthesizePush(push, stopLast);

    const expected = taskDefinition(name);
    assert.deepEqual({ ...container, logConfiguration: null }, { ...exporterOf(expected), logConfiguration: null });
    assert.deepEqual(task.containerDefinitions.find((one: any) => one.name === 'app').dependsOn, expected.containerDefinitions[0].dependsOn);
  });
}

test('the task role allows what push needs and nothing else', () => {
  const byAction = (push: (stack: Stack) => PushTarget, action: string) =>
    synthesizePush(push).statements.filter(statement => JSON.stringify(statement.Action).includes(action));

  assert.deepEqual(byAction(() => PushTarget.managedPrometheus(workspace), 'aps:'), policy('push-amp').Statement);
  assert.deepEqual(byAction(() => PushTarget.cloudWatch(), 'cloudwatch:'), policy('push-cloudwatch').Statement);
  assert.deepEqual(synthesizePush(receiver).statements.filter(statement => /aps:|cloudwatch:/.test(JSON.stringify(statement.Action))), []);
});

test('the execution role may read the secret', () => {
  const reading = synthesizePush(receiver).statements.filter(statement => statement.Resource === SECRET);

  assert.deepEqual(reading.map(statement => statement.Action), [['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']]);
});

test('a workspace of the same stack needs no ARN written out', () => {
  const { container, statements } = synthesizePush(stack => PushTarget.managedPrometheus(new aps.CfnWorkspace(stack, 'Workspace').attrArn));

  assert.match(JSON.stringify(container.environment[0]), /"ECS_EXPORTER_PUSH_URL".+aps-workspaces.+"workspace".+remote_write/i);
  assert.deepEqual(statements.find(statement => statement.Action === 'aps:RemoteWrite').Resource, { 'Fn::GetAtt': ['Workspace', 'Arn'] });
});

test('a token and a header stay references too', () => {
  const { container } = synthesizePush(stack => PushTarget.receiver({
    url: 'https://push.shop.example.com/api/v1/write', bearerToken: secretOf(stack), header: ecs.Secret.fromSecretsManager(
      secretsmanager.Secret.fromSecretCompleteArn(stack, 'Tenant', SECRET)),
  }));

  assert.deepEqual(container.secrets, [
    { name: 'ECS_EXPORTER_PUSH_BEARER_TOKEN', valueFrom: SECRET }, { name: 'ECS_EXPORTER_PUSH_HEADER', valueFrom: SECRET },
  ]);
  assert.deepEqual(container.environment.map((one: any) => one.name), ['ECS_EXPORTER_PUSH_URL', 'ECS_EXPORTER_PUSH_AUTH']);
});

test('what contradicts itself is refused', () => {
  const stack = new Stack(checkedApp(), 'Storefront');
  const secret = secretOf(stack);
  const url = 'https://push.shop.example.com/api/v1/write';

  assert.throws(() => PushTarget.receiver({ url, username: 'storefront' }), /need each other/);
  assert.throws(() => PushTarget.receiver({ url, password: secret }), /need each other/);
  assert.throws(() => PushTarget.receiver({ url, username: 'storefront', password: secret, bearerToken: secret }), /exclude each other/);
});

test('with a linger the sidecar is that of deploy/task-definitions/fargate-linger-stop-last.json', () => {
  const { task, container } = synthesize(cases['fargate']!, { image, environment: { ECS_EXPORTER_SHUTDOWN_LINGER: '20s' } }, true);

  const expected = taskDefinition('fargate-linger-stop-last');
  assert.deepEqual({ ...container, logConfiguration: null }, { ...exporterOf(expected), logConfiguration: null });
  assert.deepEqual(task.containerDefinitions[0].dependsOn, expected.containerDefinitions[0].dependsOn);
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
  const exporter = new EcsExporter(definition, 'EcsExporter', { image });
  const service = new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition: definition });
  const prometheus = new ec2.SecurityGroup(stack, 'Prometheus', { vpc });

  service.connections.allowFrom(prometheus, exporter.port);

  template(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 9779, ToPort: 9779, IpProtocol: 'tcp', SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Prometheus'), 'GroupId'] },
  });
});
