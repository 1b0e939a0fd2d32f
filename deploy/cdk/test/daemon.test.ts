// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CfnResource, Stack, cloudformation_include as include } from 'aws-cdk-lib';
import { refusals, resolveTemplate } from './resolve';
import { DEPLOY, SECRET, asProperties, asTaskDefinition, checkedApp, policy, template } from './task-definition';

const read = (name: string) => JSON.parse(readFileSync(join(DEPLOY, 'daemon', `${name}.json`), 'utf8'));
const expected = read('daemon-task-definition').containerDefinitions[0];
const daemon = read('daemon');
const workspace = { PushTo: 'managed-prometheus', PushWorkspace: 'ws-00000000-0000-0000-0000-000000000000' };
const basic = {
  PushTo: 'remote-write', PushUrl: 'https://mimir.shop.example.com/api/v1/push', PushAuth: 'basic', PushUsername: 'storefront', PushValueFrom: SECRET,
};

function synthesize() {
  const stack = new Stack(checkedApp(), 'Daemon');
  new include.CfnInclude(stack, 'Template', { templateFile: join(DEPLOY, 'cloudformation', 'daemon.yml') });
  return template(stack).toJSON();
}

const resources = (parameters: Record<string, string>) =>
  resolveTemplate(synthesize(), { ExporterImage: expected.image, ClusterArn: daemon.clusterArn, ...parameters });
const containerOf = (parameters: Record<string, string>) =>
  asTaskDefinition(resources(parameters)['TaskDefinition'].Properties.ContainerDefinitions[0]);

/** As CloudFormation takes it. */
function check(type: string, properties: any) {
  const stack = new Stack(checkedApp(), 'Daemon');
  new CfnResource(stack, 'Resource', { type, properties: asProperties(properties) });
  template(stack);
}

test('AWS knows all that is in deploy/daemon', () => {
  check('AWS::ECS::DaemonTaskDefinition', read('daemon-task-definition'));
  check('AWS::ECS::Daemon', daemon);
});

test('what AWS does not know of a daemon is refused', () => {
  // Nothing is routed to a daemon.
  const portMappings = [{ containerPort: 9779 }];

  assert.throws(() => check('AWS::ECS::DaemonTaskDefinition', { containerDefinitions: [{ ...expected, portMappings }] }));
  assert.throws(() => check('AWS::ECS::Daemon', { ...daemon, critical: 'sometimes' }));
});

test('deploy/cloudformation/daemon.yml has the container of deploy/daemon', () => {
  const container = containerOf(workspace);

  assert.deepEqual(container.secrets, []);
  delete container.secrets;
  assert.deepEqual({ ...container, logConfiguration: null }, { ...expected, logConfiguration: null });
  assert.equal(container.logConfiguration.options['awslogs-stream-prefix'], expected.logConfiguration.options['awslogs-stream-prefix']);
});

test('the template has the daemon of deploy/daemon', () => {
  const properties = resources(workspace)['Daemon'].Properties;

  assert.deepEqual(
    { ...properties, CapacityProviderArns: daemon.capacityProviderArns, DaemonTaskDefinitionArn: daemon.daemonTaskDefinitionArn },
    { ...asProperties(daemon), ClusterArn: daemon.clusterArn });
  assert.equal(daemon.critical, false);
});

test('the roles of the template allow what push needs and nothing else', () => {
  const statements = (parameters: Record<string, string>, role: string) =>
    resources(parameters)[role]?.Properties.Policies.map((one: any) => one.PolicyDocument.Statement);

  assert.deepEqual(statements(workspace, 'TaskRole'), [policy('push-amp').Statement]);
  assert.deepEqual(statements({ PushTo: 'cloudwatch' }, 'TaskRole'), [policy('push-cloudwatch').Statement]);
  assert.equal(statements(basic, 'TaskRole'), undefined);
  assert.deepEqual(statements(basic, 'ExecutionRole'), [policy('push-secret').Statement]);
  assert.deepEqual(statements(workspace, 'ExecutionRole'), []);
});

test('the template delivers to each kind of receiver', () => {
  const environment = (parameters: Record<string, string>) => containerOf(parameters).environment.map((one: any) => `${one.name}=${one.value}`);

  assert.deepEqual(environment({ PushTo: 'cloudwatch' }), ['ECS_EXPORTER_PUSH_URL=https://monitoring.eu-west-1.amazonaws.com/v1/metrics']);
  assert.deepEqual(environment(basic), [
    'ECS_EXPORTER_PUSH_URL=https://mimir.shop.example.com/api/v1/push', 'ECS_EXPORTER_PUSH_AUTH=basic', 'ECS_EXPORTER_PUSH_USERNAME=storefront',
  ]);
  assert.deepEqual(containerOf(basic).secrets, [{ name: 'ECS_EXPORTER_PUSH_PASSWORD', valueFrom: SECRET }]);
  assert.deepEqual(containerOf({ ...basic, PushAuth: 'bearer' }).secrets, [{ name: 'ECS_EXPORTER_PUSH_BEARER_TOKEN', valueFrom: SECRET }]);
  assert.deepEqual(containerOf({ ...basic, PushAuth: 'none' }).secrets, [{ name: 'ECS_EXPORTER_PUSH_HEADER', valueFrom: SECRET }]);
});

test('a receiver that lacks something is refused before anything is created', () => {
  const refused = (parameters: Record<string, string>) => refusals(synthesize(), parameters);

  assert.deepEqual(refused(workspace), []);
  assert.deepEqual(refused(basic), []);
  assert.deepEqual(refused({ PushTo: 'managed-prometheus' }), ['PushTo managed-prometheus needs PushWorkspace']);
  assert.deepEqual(refused({ PushTo: 'remote-write' }), ['PushTo remote-write needs PushUrl']);
  assert.deepEqual(refused({ ...basic, PushUsername: '' }), ['PushAuth basic needs PushUsername']);
  assert.deepEqual(refused({ ...basic, PushValueFrom: '' }), ['PushAuth basic needs PushValueFrom, the password']);
  assert.deepEqual(refused({ ...basic, PushAuth: 'bearer', PushValueFrom: '' }), ['PushAuth bearer needs PushValueFrom, the token']);
});
