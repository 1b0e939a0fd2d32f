# SPDX-License-Identifier: Apache-2.0

locals {
  no_push = {
    workspace_arn = null, cloudwatch_region = null, url = null, username = null, password = null, bearer_token = null, header = null
  }
  push = var.push == null ? local.no_push : var.push

  # arn:aws:aps:REGION:ACCOUNT:workspace/ID
  workspace     = local.push.workspace_arn == null ? [] : split(":", local.push.workspace_arn)
  region        = try(local.workspace[3], local.push.cloudwatch_region)
  domain        = try(startswith(local.region, "cn-"), false) ? "amazonaws.com.cn" : "amazonaws.com"
  workspace_id  = try(split("/", local.workspace[5])[1], null)
  workspace_url = try("https://aps-workspaces.${local.region}.${local.domain}/workspaces/${local.workspace_id}/api/v1/remote_write", null)
  metrics_url   = local.push.cloudwatch_region == null ? null : "https://monitoring.${local.region}.${local.domain}/v1/metrics"
  auth          = local.push.password != null ? "basic" : local.push.bearer_token != null ? "bearer" : "none"

  push_environment = {
    ECS_EXPORTER_PUSH_URL      = try(coalesce(local.workspace_url, local.metrics_url, local.push.url), null)
    ECS_EXPORTER_PUSH_AUTH     = local.push.url == null ? null : local.auth
    ECS_EXPORTER_PUSH_USERNAME = local.push.username
  }
  push_secrets = { for name, arn in {
    ECS_EXPORTER_PUSH_PASSWORD     = local.push.password
    ECS_EXPORTER_PUSH_BEARER_TOKEN = local.push.bearer_token
    ECS_EXPORTER_PUSH_HEADER       = local.push.header
  } : name => arn if arn != null }

  # After the ARN of the secret, a reference may contain a key and a version. The ARN for IAM must not contain them.
  secret_arns = [for arn in values(local.push_secrets) : join(":", slice(split(":", arn), 0, min(7, length(split(":", arn)))))]
  secret_statements = [for service, action in { secretsmanager = "secretsmanager:GetSecretValue", ssm = "ssm:GetParameters" } : {
    Effect   = "Allow"
    Action   = action
    Resource = [for arn in local.secret_arns : arn if split(":", arn)[2] == service]
  }]

  task_statements = concat(
    [for arn in compact([local.push.workspace_arn]) : { Effect = "Allow", Action = "aps:RemoteWrite", Resource = arn }],
    # This action does not support resource ARNs.
    [for region in compact([local.push.cloudwatch_region]) : { Effect = "Allow", Action = "cloudwatch:PutMetricData", Resource = "*" }],
  )
  execution_statements = [for statement in local.secret_statements : statement if length(statement.Resource) > 0]
}
