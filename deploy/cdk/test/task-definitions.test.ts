// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { DEPLOY, asProperties, checkedApp, taskDefinition, template } from './task-definition';

/** As CloudFormation takes it: the schema of the resource has the fields, types and values of the API, its rules much of what ECS refuses. */
function check(definition: any) {
  const stack = new Stack(checkedApp(), 'Storefront');
  new CfnResource(stack, 'Task', { type: 'AWS::ECS::TaskDefinition', properties: asProperties(definition) });
  template(stack);
}

for (const file of readdirSync(join(DEPLOY, 'task-definitions'))) {
  test(`AWS knows all that is in deploy/task-definitions/${file}`, () => check(taskDefinition(file.replace('.json', ''))));
}

const mistakes: Record<string, (definition: any) => void> = {
  'a field that does not exist': definition => { definition.containerDefinitions[1].readOnlyRootFilesystem = true; },
  'a launch type that does not exist': definition => { definition.requiresCompatibilities = ['MANAGED']; },
  'a size that Fargate does not have': definition => { definition.memory = '4096'; },
  'a type that is wrong': definition => { definition.containerDefinitions[1].memory = 'much'; },
};

for (const [name, change] of Object.entries(mistakes)) {
  test(`a task definition with ${name} is refused`, () => {
    const definition = taskDefinition('fargate');
    change(definition);
    assert.throws(() => check(definition));
  });
}
