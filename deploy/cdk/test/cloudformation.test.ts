// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stack, cloudformation_include as include } from 'aws-cdk-lib';
import { refusals, resolveTemplate } from './resolve';
import { DEPLOY, SECRET, asTaskDefinition, checkedApp, exporterOf, policy, taskDefinition, template } from './task-definition';

const workspace = 'ws-00000000-0000-0000-0000-000000000000';
const ExporterImage = exporterOf(taskDefinition('fargate')).image;
const basic = {
  PushTo: 'remote-write', PushUrl: 'https://mimir.shop.example.com/api/v1/push', PushAuth: 'basic', PushUsername: 'storefront', PushValueFrom: SECRET,
};

function synthesize(parameters: Record<string, string> = {}) {
  const stack = new Stack(checkedApp(), 'Storefront');
  // Resolves every reference, and reads every property as the type that the resource declares.
  new include.CfnInclude(stack, 'Template', { templateFile: join(DEPLOY, 'cloudformation', 'service.yml'), parameters });
  return template(stack);
}

/** The resources for these parameters, of which the others have their default. */
const resources = (parameters: Record<string, string> = {}) => resolveTemplate(synthesize().toJSON(), parameters);

/** Without the empty lists that stand for what a parameter does not ask for. */
function containers(parameters: Record<string, string>) {
  const definition = asTaskDefinition(resources({ ExporterImage, ...parameters })['TaskDefinition'].Properties);
  for (const container of definition.containerDefinitions) {
    for (const list of ['dependsOn', 'environment', 'secrets']) {
      if (container[list]?.length === 0) {
        delete container[list];
      }
    }
  }

  return { definition, app: definition.containerDefinitions[0], exporter: exporterOf(definition) };
}

/** The variants of the template, and the task definitions that they come to. */
const variants: Record<string, Record<string, string>> = {
  'fargate': {},
  'fargate-push-amp': { PushTo: 'managed-prometheus', PushWorkspace: workspace },
  'fargate-push-amp-stop-last': { PushTo: 'managed-prometheus', PushWorkspace: workspace, StopExporterLast: 'true' },
  'fargate-push-cloudwatch': { PushTo: 'cloudwatch' },
  'fargate-push-remote-write': basic,
  'fargate-linger-stop-last': { StopExporterLast: 'true' },
};

for (const [name, parameters] of Object.entries(variants)) {
  test(`deploy/cloudformation/service.yml can be deploy/task-definitions/${name}.json`, () => {
    const { definition, app, exporter } = containers(parameters);
    const expected = taskDefinition(name);
    const { logConfiguration, ...container } = exporterOf(expected);
    // The template always names the port, because it is a parameter there.
    container.environment = [...container.environment ?? [], { name: 'ECS_EXPORTER_WEB_LISTEN_ADDRESS', value: ':9779' }];

    assert.deepEqual({ ...exporter, logConfiguration }, { ...container, logConfiguration });
    assert.deepEqual(exporter.logConfiguration.options, {
      ...logConfiguration.options, 'awslogs-group': { Ref: 'LogGroup' }, 'awslogs-region': 'eu-west-1',
    });
    assert.deepEqual(app.dependsOn, expected.containerDefinitions[0].dependsOn);
    assert.deepEqual(definition.taskRoleArn, expected.taskRoleArn && { 'Fn::GetAtt': 'TaskRole.Arn' });
  });
}

test('the secret of push is a password, a token or a header', () => {
  const secrets = (parameters: Record<string, string>) => containers({ ...basic, PushUsername: '', ...parameters }).exporter.secrets;

  assert.deepEqual(secrets({ PushAuth: 'bearer' }), [{ name: 'ECS_EXPORTER_PUSH_BEARER_TOKEN', valueFrom: SECRET }]);
  assert.deepEqual(secrets({ PushAuth: 'none' }), [{ name: 'ECS_EXPORTER_PUSH_HEADER', valueFrom: SECRET }]);
  assert.deepEqual(secrets({ PushAuth: 'none', PushValueFrom: '' }), undefined);
});

test('the task role allows what push needs and nothing else', () => {
  const statements = (parameters: Record<string, string>) =>
    resources(parameters)['TaskRole']?.Properties.Policies.map((one: any) => one.PolicyDocument.Statement);

  assert.deepEqual(statements(variants['fargate-push-amp']!), [policy('push-amp').Statement]);
  assert.deepEqual(statements(variants['fargate-push-cloudwatch']!), [policy('push-cloudwatch').Statement]);
  assert.equal(statements(basic), undefined);
  assert.equal(statements({}), undefined);
});

test('the execution role may read the secret of push and nothing else', () => {
  const statements = (parameters: Record<string, string>) =>
    resources(parameters)['ExecutionRole'].Properties.Policies.map((one: any) => one.PolicyDocument.Statement);

  assert.deepEqual(statements(basic), [policy('push-secret').Statement]);
  assert.deepEqual(statements({ PushTo: 'cloudwatch', PushValueFrom: SECRET }), []);
  assert.deepEqual(statements({}), []);
});

test('a receiver that lacks something is refused before anything is created', () => {
  const refused = (parameters: Record<string, string>) => refusals(synthesize().toJSON(), parameters);

  assert.deepEqual(refused({}), []);
  assert.deepEqual(refused(basic), []);
  assert.deepEqual(refused({ PushTo: 'managed-prometheus' }), ['PushTo managed-prometheus needs PushWorkspace']);
  assert.deepEqual(refused({ PushTo: 'remote-write' }), ['PushTo remote-write needs PushUrl']);
  assert.deepEqual(refused({ ...basic, PushUsername: '' }), ['PushAuth basic needs PushUsername']);
  assert.deepEqual(refused({ ...basic, PushValueFrom: '' }), ['PushAuth basic needs PushValueFrom, the password']);
  assert.deepEqual(refused({ ...basic, PushAuth: 'bearer', PushValueFrom: '' }), ['PushAuth bearer needs PushValueFrom, the token']);
});

test('the port and the memory of the exporter are parameters', () => {
  const { exporter } = containers({ ExporterPort: '9780', ExporterMemory: '96' });

  assert.deepEqual(exporter.portMappings, [{ name: 'ecs-exporter', containerPort: '9780', protocol: 'tcp' }]);
  assert.deepEqual(exporter.environment, [{ name: 'ECS_EXPORTER_WEB_LISTEN_ADDRESS', value: ':9780' }]);
  assert.equal(exporter.memory, '96');
});

test('Prometheus, and nobody else, reaches the exporter', () => {
  const synthesized = synthesize();

  synthesized.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
  synthesized.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: { Ref: 'ExporterPort' }, ToPort: { Ref: 'ExporterPort' }, IpProtocol: 'tcp', SourceSecurityGroupId: { Ref: 'PrometheusSecurityGroup' },
  });
});

test('without a Prometheus nobody reaches the exporter', () => {
  assert.equal(resources({ PushTo: 'cloudwatch' })['ScrapeIngress'], undefined);
  assert.notEqual(resources({ PrometheusSecurityGroup: 'sg-0abc' })['ScrapeIngress'], undefined);
});
