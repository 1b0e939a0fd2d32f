// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stack, cloudformation_include as include } from 'aws-cdk-lib';
import { DEPLOY, asTaskDefinition, checkedApp, exporterOf, taskDefinition, template } from './task-definition';

function synthesize() {
  const stack = new Stack(checkedApp(), 'Storefront');
  // Resolves every reference, and reads every property as the type that the resource declares.
  new include.CfnInclude(stack, 'Template', { templateFile: join(DEPLOY, 'cloudformation', 'service.yml') });
  return template(stack);
}

test('deploy/cloudformation/service.yml has the sidecar of deploy/task-definitions/fargate.json', () => {
  const resource = Object.values(synthesize().findResources('AWS::ECS::TaskDefinition'))[0];
  const { image, logConfiguration, ...container } = exporterOf(asTaskDefinition(resource?.['Properties']));
  const expected = exporterOf(taskDefinition('fargate'));

  assert.deepEqual(image, { Ref: 'ExporterImage' });
  assert.deepEqual(logConfiguration.options, {
    ...expected.logConfiguration.options, 'awslogs-group': { Ref: 'LogGroup' }, 'awslogs-region': { Ref: 'AWS::Region' },
  });
  assert.deepEqual({ ...expected, ...container }, expected);
  assert.deepEqual(Object.keys(container).sort(), Object.keys(expected).filter(key => key !== 'image' && key !== 'logConfiguration').sort());
});

test('the image named by default is that of the task definition', () => {
  assert.equal(synthesize().toJSON()['Parameters'].ExporterImage.Default, exporterOf(taskDefinition('fargate')).image);
});

test('Prometheus, and nobody else, reaches the exporter', () => {
  const synthesized = synthesize();

  synthesized.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
  synthesized.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 9779, ToPort: 9779, IpProtocol: 'tcp', SourceSecurityGroupId: { Ref: 'PrometheusSecurityGroup' },
  });
});
