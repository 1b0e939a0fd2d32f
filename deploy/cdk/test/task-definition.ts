// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';

/** deploy/, from the compiled tests. */
export const DEPLOY = join(__dirname, '..', '..', '..');

/** Synthesizes only what follows CloudFormation's schemas and the CDK's rules. */
export function checkedApp(): App {
  return new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
}

/** One of deploy/task-definitions. */
export function taskDefinition(name: string): any {
  return JSON.parse(readFileSync(join(DEPLOY, 'task-definitions', `${name}.json`), 'utf8'));
}

export function exporterOf(definition: any): any {
  return definition.containerDefinitions.find((container: any) => container.name === 'ecs-exporter');
}

/** CloudFormation's spelling of a task definition in that of the ECS API: other capitals, the same names. */
export function asTaskDefinition(properties: any): any {
  if (Array.isArray(properties)) {
    return properties.map(asTaskDefinition);
  }

  if (properties === null || typeof properties !== 'object') {
    return properties;
  }

  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [
    // The names of log options are data, those of functions CloudFormation's.
    key === 'Ref' || key.startsWith('Fn::') || key.startsWith('awslogs') ? key : key.charAt(0).toLowerCase() + key.slice(1),
    asTaskDefinition(value),
  ]));
}
