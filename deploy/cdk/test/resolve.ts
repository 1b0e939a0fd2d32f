// SPDX-License-Identifier: Apache-2.0

/** Pseudo parameters, and the values that resources get when they exist. */
const FIXED: Record<string, string> = {
  'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '123456789012', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': 'storefront',
};
const ABSENT = Symbol('AWS::NoValue');

/** The resources of a template as CloudFormation resolves them for these parameters; what refers to another resource stays as it is. */
export function resolveTemplate(template: any, parameters: Record<string, string> = {}): Record<string, any> {
  const resolver = resolverOf(template, parameters);
  const resources = Object.entries<any>(template.Resources).filter(([, resource]) => !resource.Condition || resolver.holds(resource.Condition));
  return Object.fromEntries(resources.map(([name, resource]) => [name, resolver.resolve(resource)]));
}

/** Why CloudFormation refuses these parameters. Rules without a condition are the CDK's own. */
export function refusals(template: any, parameters: Record<string, string>): string[] {
  const resolver = resolverOf(template, parameters);
  return Object.values<any>(template.Rules)
    .filter(rule => rule.RuleCondition && resolver.resolve(rule.RuleCondition))
    .flatMap(rule => rule.Assertions)
    .filter(assertion => !resolver.resolve(assertion.Assert))
    .map(assertion => assertion.AssertDescription);
}

function resolverOf(template: any, parameters: Record<string, string>): Resolver {
  const defaults = Object.entries<any>(template.Parameters ?? {}).map(([name, parameter]) => [name, parameter.Default]);
  return new Resolver({ ...FIXED, ...Object.fromEntries(defaults), ...parameters }, template.Conditions ?? {});
}

class Resolver {
  constructor(private readonly values: Record<string, any>, private readonly conditions: Record<string, any>) {}

  holds(name: string): boolean {
    return this.resolve(this.conditions[name]) as boolean;
  }

  resolve(value: any): any {
    if (Array.isArray(value)) {
      return value.map(element => this.resolve(element)).filter(element => element !== ABSENT);
    }

    if (value === null || typeof value !== 'object') {
      return value;
    }

    const [[key, argument] = ['', null]] = Object.entries<any>(value);
    switch (Object.keys(value).length === 1 ? key : '') {
      case 'Ref': return argument === 'AWS::NoValue' ? ABSENT : this.values[argument] ?? value;
      case 'Condition': return typeof argument === 'string' ? this.holds(argument) : { Condition: this.resolve(argument) };
      case 'Fn::If': return this.resolve(argument[this.holds(argument[0]) ? 1 : 2]);
      case 'Fn::Equals': return this.resolve(argument[0]) === this.resolve(argument[1]);
      case 'Fn::Not': return !this.resolve(argument[0]);
      case 'Fn::And': return argument.every((one: any) => this.resolve(one));
      case 'Fn::Or': return argument.some((one: any) => this.resolve(one));
      case 'Fn::Sub': return argument.replace(/\$\{([^}]+)\}/g, (_: string, name: string) => this.values[name] ?? `\${${name}}`);
      case 'Fn::Join': return this.join(argument[0], this.resolve(argument[1]), value);
      default:
        return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.resolve(inner)]).filter(([, inner]) => inner !== ABSENT));
    }
  }

  /** What refers to a resource cannot be joined. */
  private join(delimiter: string, parts: any[], value: any): any {
    return parts.every(part => typeof part === 'string') ? parts.join(delimiter) : value;
  }
}
