// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** deploy/, from the compiled tests. */
export const DEPLOY = join(__dirname, '..', '..', '..');

/** The secret that deploy/task-definitions and deploy/iam name. */
export const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecs-exporter-push-AbCdEf';

/** Synthesizes only what follows CloudFormation's schemas and rules. */
export function checkedApp(): App {
  return new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
}

/** The template of a stack in a checkedApp; warnings, such as a value that is not in an enumeration, are errors here. */
export function template(stack: Stack): Template {
  const synthesized = Template.fromStack(stack);
  const report = JSON.parse(readFileSync(join((stack.node.root as App).outdir, 'validation-report.json'), 'utf8'));
  assert.deepEqual(report.pluginReports.flatMap((plugin: any) => plugin.violations.map((violation: any) => violation.description)), []);
  return synthesized;
}

/** One of deploy/task-definitions. */
export function taskDefinition(name: string): any {
  return JSON.parse(readFileSync(join(DEPLOY, 'task-definitions', `${name}.json`), 'utf8'));
}

/** One of deploy/iam. */
export function policy(name: string): any {
  return JSON.parse(readFileSync(join(DEPLOY, 'iam', `${name}.json`), 'utf8'));
}

export function exporterOf(definition: any): any {
  return definition.containerDefinitions.find((container: any) => container.name === 'ecs-exporter');
}

/** CloudFormation's spelling of a task definition in that of the ECS API: other capitals, the same names. */
export function asTaskDefinition(properties: any): any {
  return respell(properties, first => first.toLowerCase());
}

/** The other way round. */
export function asProperties(definition: any): any {
  return respell(definition, first => first.toUpperCase());
}

function respell(value: any, spell: (first: string) => string): any {
  if (Array.isArray(value)) {
    return value.map(element => respell(element, spell));
  }

  if (value === null || typeof value !== 'object') {
    return value;
  }

  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [
    // The names of log options are data, those of functions CloudFormation's.
    key === 'Ref' || key === 'mode' || /^(Fn::|awslogs)/.test(key) ? key : spell(key.charAt(0)) + key.slice(1),
    respell(inner, spell),
  ]));
}
