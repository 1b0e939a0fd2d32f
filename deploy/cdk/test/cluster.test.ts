// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Stack, aws_ec2 as ec2, aws_ecs as ecs, aws_servicediscovery as discovery, cloudformation_include as include } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { ClusterExporter, PushTarget, type ClusterExporterProps } from '../src';
import { resolveTemplate } from './resolve';
import { DEPLOY, asTaskDefinition, checkedApp, policy, taskDefinition, template } from './task-definition';

const expected = taskDefinition('cluster').containerDefinitions[0];
const withoutLogs = (container: any) => ({ ...container, logConfiguration: null });

/** The template deploy/cloudformation/cluster.yml. */
function synthesizeTemplate() {
  const stack = new Stack(checkedApp(), 'Region');
  new include.CfnInclude(stack, 'Template', { templateFile: join(DEPLOY, 'cloudformation', 'cluster.yml') });
  return template(stack);
}

const resources = (parameters: Record<string, string> = {}) =>
  resolveTemplate(synthesizeTemplate().toJSON(), { ExporterImage: expected.image, Namespace: '', ReadClusters: '', ...parameters });

function containerOf(parameters: Record<string, string> = {}) {
  const { Environment: environment, ...container } = resources(parameters)['TaskDefinition'].Properties.ContainerDefinitions[0];
  return { environment, container: asTaskDefinition(container) };
}

/** The construct, with a Prometheus that may reach it. */
function synthesizeConstruct(props: (stack: Stack, vpc: ec2.IVpc) => Partial<ClusterExporterProps> = () => ({})) {
  const stack = new Stack(checkedApp(), 'Region', { env: { region: 'eu-west-1', account: '123456789012' } });
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const exporter = new ClusterExporter(stack, 'Exporter', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), image: ecs.ContainerImage.fromRegistry(expected.image), ...props(stack, vpc),
  });
  exporter.connections.allowFrom(new ec2.SecurityGroup(stack, 'Prometheus', { vpc }), exporter.port);
  const synthesized = template(stack);
  const all = Object.values(resolveTemplate(synthesized.toJSON()));
  const definition = asTaskDefinition(all.find(resource => resource.Type === 'AWS::ECS::TaskDefinition')?.Properties);
  const statements = all.filter(resource => resource.Type === 'AWS::IAM::Policy').flatMap(resource => resource.Properties.PolicyDocument.Statement);
  return { synthesized, statements, container: definition.containerDefinitions[0], definition };
}

test('deploy/cloudformation/cluster.yml has the container of deploy/task-definitions/cluster.json', () => {
  const { environment, container } = containerOf();

  assert.deepEqual(withoutLogs(container), withoutLogs(expected));
  assert.deepEqual(container.logConfiguration.options['awslogs-stream-prefix'], expected.logConfiguration.options['awslogs-stream-prefix']);
  assert.deepEqual(environment, []);
});

test('the template has the CPU and memory of deploy/task-definitions/cluster.json, or more memory', () => {
  const size = (parameters: Record<string, string> = {}) => {
    const { Cpu, Memory } = resources(parameters)['TaskDefinition'].Properties;
    return [Cpu, Memory];
  };

  assert.deepEqual(size(), [taskDefinition('cluster').cpu, taskDefinition('cluster').memory]);
  assert.deepEqual(size({ Memory: '1024' }), ['256', '1024']);
});

test('the template reads the clusters that it is told', () => {
  assert.deepEqual(containerOf({ ReadClusters: 'prod,staging' }).environment, [{ Name: 'ECS_EXPORTER_CLUSTER_NAME', Value: 'prod,staging' }]);
});

test('the role of the template allows what deploy/iam/cluster.json does', () => {
  const statements = resources()['TaskRole'].Properties.Policies.map((one: any) => one.PolicyDocument.Statement);

  assert.deepEqual(statements, [policy('cluster').Statement]);
});

test('the template gives the exporter a name only in a namespace', () => {
  assert.equal(resources()['DnsName'], undefined);
  assert.equal(resources()['Service'].Properties.ServiceRegistries, undefined);
  assert.equal(resources({ Namespace: 'ns-0abc' })['DnsName'].Properties.DnsConfig.NamespaceId, 'ns-0abc');
  assert.equal(resources({ Namespace: 'ns-0abc' })['Service'].Properties.ServiceRegistries.length, 1);
});

for (const [name, synthesize] of Object.entries({ template: synthesizeTemplate, construct: () => synthesizeConstruct().synthesized })) {
  test(`the ${name} lets Prometheus alone in`, () => {
    const synthesized = synthesize();

    synthesized.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    synthesized.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 9779, ToPort: 9779, IpProtocol: 'tcp', SourceSecurityGroupId: Match.anyValue(),
    });
  });

  test(`the ${name} never runs two exporters at once`, () => {
    synthesize().hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      DeploymentConfiguration: { MaximumPercent: 100, MinimumHealthyPercent: 0, DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
    });
  });
}

test('the construct has the task of deploy/task-definitions/cluster.json', () => {
  const { definition, container, statements } = synthesizeConstruct();

  assert.deepEqual(withoutLogs(container), withoutLogs(expected));
  assert.deepEqual([definition.cpu, definition.memory], [taskDefinition('cluster').cpu, taskDefinition('cluster').memory]);
  assert.deepEqual(statements.filter(statement => JSON.stringify(statement.Action).includes('ecs:')), policy('cluster').Statement);
});

test('the construct takes clusters, variables, a name, subnets and a receiver', () => {
  const { synthesized, container, statements } = synthesizeConstruct((stack, vpc) => ({
    readClusters: ['prod', 'staging'],
    environment: { ECS_EXPORTER_CLUSTER_INTERVAL: '1m' },
    push: PushTarget.cloudWatch(),
    cloudMapOptions: { name: 'exporter', cloudMapNamespace: new discovery.PrivateDnsNamespace(stack, 'Namespace', { name: 'internal', vpc }) },
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    assignPublicIp: true,
  }));

  assert.deepEqual(container.environment, [
    { name: 'ECS_EXPORTER_CLUSTER_NAME', value: 'prod,staging' },
    { name: 'ECS_EXPORTER_PUSH_URL', value: 'https://monitoring.eu-west-1.amazonaws.com/v1/metrics' },
    { name: 'ECS_EXPORTER_CLUSTER_INTERVAL', value: '1m' },
  ]);
  assert.deepEqual(statements.filter(statement => statement.Action === 'cloudwatch:PutMetricData'), policy('push-cloudwatch').Statement);
  synthesized.hasResourceProperties('AWS::ServiceDiscovery::Service', { Name: 'exporter' });
  synthesized.hasResourceProperties('AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } } });
});
