// SPDX-License-Identifier: Apache-2.0
import { Arn, ArnFormat, Aws, Stack, aws_ecs as ecs, aws_iam as iam } from 'aws-cdk-lib';

/** A receiver of Prometheus remote write, or, if the path ends in `/v1/metrics`, of OTLP. */
export interface ReceiverProps {
  /** The https address of the receiver. */
  readonly url: string;

  /** The user name for basic authentication. Requires `password`. */
  readonly username?: string;

  /** The password for basic authentication. Requires `username`. */
  readonly password?: ecs.Secret;

  /** A bearer token, instead of user name and password. */
  readonly bearerToken?: ecs.Secret;

  /** An additional header as NAME=VALUE, such as a tenant. */
  readonly header?: ecs.Secret;
}

/** The settings that the container needs to push. */
export interface PushSettings {
  readonly environment: Record<string, string>;
  readonly secrets: Record<string, ecs.Secret>;

  /** The permission that the task role needs; none if the receiver is not AWS. */
  readonly statement?: iam.PolicyStatement;
}

/** Where the exporter pushes its metrics. */
export class PushTarget {
  /** A workspace of Amazon Managed Service for Prometheus, such as `workspace.attrArn`. */
  public static managedPrometheus(workspaceArn: string): PushTarget {
    return new PushTarget(() => {
      const { region, resourceName } = Arn.split(workspaceArn, ArnFormat.SLASH_RESOURCE_NAME);
      return {
        environment: url(`https://aps-workspaces.${region}.${Aws.URL_SUFFIX}/workspaces/${resourceName}/api/v1/remote_write`),
        secrets: {},
        statement: new iam.PolicyStatement({ actions: ['aps:RemoteWrite'], resources: [workspaceArn] }),
      };
    });
  }

  /** CloudWatch in the region of the stack. */
  public static cloudWatch(): PushTarget {
    return new PushTarget(stack => ({
      environment: url(`https://monitoring.${stack.region}.${Aws.URL_SUFFIX}/v1/metrics`),
      secrets: {},
      // This action does not support resource ARNs.
      statement: new iam.PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'] }),
    }));
  }

  /** Any other receiver. Secrets remain references. ECS reads them with the execution role, which gets the permission. */
  public static receiver(props: ReceiverProps): PushTarget {
    if ((props.username === undefined) !== (props.password === undefined)) {
      throw new Error('username and password need each other');
    }

    if (props.password && props.bearerToken) {
      throw new Error('password and bearerToken exclude each other');
    }

    const secrets = {
      ECS_EXPORTER_PUSH_PASSWORD: props.password,
      ECS_EXPORTER_PUSH_BEARER_TOKEN: props.bearerToken,
      ECS_EXPORTER_PUSH_HEADER: props.header,
    };
    return new PushTarget(() => ({
      environment: {
        ...url(props.url),
        ECS_EXPORTER_PUSH_AUTH: props.password ? 'basic' : props.bearerToken ? 'bearer' : 'none',
        ...(props.username === undefined ? {} : { ECS_EXPORTER_PUSH_USERNAME: props.username }),
      },
      secrets: Object.fromEntries(Object.entries(secrets).filter((entry): entry is [string, ecs.Secret] => entry[1] !== undefined)),
    }));
  }

  private constructor(private readonly settings: (stack: Stack) => PushSettings) {}

  /** The settings in a stack. */
  public bind(stack: Stack): PushSettings {
    return this.settings(stack);
  }
}

function url(value: string) {
  return { ECS_EXPORTER_PUSH_URL: value };
}
