# SPDX-License-Identifier: Apache-2.0
# The module's container that pushes is that of deploy/task-definitions, its policies are those of deploy/iam.

variables {
  image = "REGISTRY/ecs_exporter:0.1.0"
  log_configuration = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = "/ecs/storefront"
      awslogs-region        = "eu-west-1"
      awslogs-stream-prefix = "ecs-exporter"
      mode                  = "non-blocking"
    }
  }
}

run "managed_prometheus" {
  variables {
    push = { workspace_arn = "arn:aws:aps:eu-west-1:123456789012:workspace/ws-00000000-0000-0000-0000-000000000000" }
  }

  assert {
    condition     = jsonencode(output.container_definition) == jsonencode(jsondecode(file("../task-definitions/fargate-push-amp.json")).containerDefinitions[1])
    error_message = "not that of fargate-push-amp.json: ${jsonencode(output.container_definition)}"
  }

  assert {
    condition     = output.task_role_policy == jsonencode(jsondecode(file("../iam/push-amp.json")))
    error_message = "not push-amp.json: ${output.task_role_policy}"
  }

  assert {
    condition     = output.execution_role_policy == null
    error_message = "there is a secret"
  }

  assert {
    condition = (
      jsonencode(output.stop_last) ==
      jsonencode(jsondecode(file("../task-definitions/fargate-push-amp-stop-last.json")).containerDefinitions[0].dependsOn)
    )
    error_message = "not that of fargate-push-amp-stop-last.json: ${jsonencode(output.stop_last)}"
  }
}

run "cloudwatch" {
  variables {
    push = { cloudwatch_region = "eu-west-1" }
  }

  assert {
    condition = (
      jsonencode(output.container_definition) ==
      jsonencode(jsondecode(file("../task-definitions/fargate-push-cloudwatch.json")).containerDefinitions[1])
    )
    error_message = "not that of fargate-push-cloudwatch.json: ${jsonencode(output.container_definition)}"
  }

  assert {
    condition     = output.task_role_policy == jsonencode(jsondecode(file("../iam/push-cloudwatch.json")))
    error_message = "not push-cloudwatch.json: ${output.task_role_policy}"
  }
}

run "china" {
  variables {
    push = { cloudwatch_region = "cn-north-1" }
  }

  assert {
    condition     = output.container_definition.environment[0].value == "https://monitoring.cn-north-1.amazonaws.com.cn/v1/metrics"
    error_message = "not the domain of China: ${output.container_definition.environment[0].value}"
  }
}

run "remote_write" {
  variables {
    push = {
      url      = "https://mimir.shop.example.com/api/v1/push"
      username = "storefront"
      password = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecs-exporter-push-AbCdEf"
    }
  }

  assert {
    condition = (
      jsonencode(output.container_definition) ==
      jsonencode(jsondecode(file("../task-definitions/fargate-push-remote-write.json")).containerDefinitions[1])
    )
    error_message = "not that of fargate-push-remote-write.json: ${jsonencode(output.container_definition)}"
  }

  assert {
    condition     = output.task_role_policy == null
    error_message = "there is a policy of the task role"
  }

  assert {
    condition = (
      [for one in jsondecode(output.execution_role_policy).Statement : merge(one, { Resource = one.Resource[0] })] ==
      jsondecode(file("../iam/push-secret.json")).Statement
    )
    error_message = "not push-secret.json: ${output.execution_role_policy}"
  }
}

run "token_and_header" {
  variables {
    push = {
      url          = "https://push.shop.example.com/api/v1/write"
      bearer_token = "arn:aws:ssm:eu-west-1:123456789012:parameter/push/token"
      header       = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:push-AbCdEf:tenant::"
    }
  }

  assert {
    condition = { for one in output.container_definition.secrets : one.name => one.valueFrom } == {
      ECS_EXPORTER_PUSH_BEARER_TOKEN = "arn:aws:ssm:eu-west-1:123456789012:parameter/push/token"
      ECS_EXPORTER_PUSH_HEADER       = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:push-AbCdEf:tenant::"
    }
    error_message = "not the references: ${jsonencode(output.container_definition.secrets)}"
  }

  assert {
    condition = { for one in jsondecode(output.execution_role_policy).Statement : one.Action => one.Resource[0] } == {
      "secretsmanager:GetSecretValue" = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:push-AbCdEf"
      "ssm:GetParameters"             = "arn:aws:ssm:eu-west-1:123456789012:parameter/push/token"
    }
    error_message = "not one statement for each store: ${output.execution_role_policy}"
  }
}

run "linger" {
  variables {
    environment = { ECS_EXPORTER_SHUTDOWN_LINGER = "20s" }
  }

  assert {
    condition = (
      jsonencode(output.container_definition) ==
      jsonencode(jsondecode(file("../task-definitions/fargate-linger-stop-last.json")).containerDefinitions[1])
    )
    error_message = "not that of fargate-linger-stop-last.json: ${jsonencode(output.container_definition)}"
  }

  assert {
    condition     = output.task_role_policy == null && output.execution_role_policy == null
    error_message = "there is a policy without push"
  }
}

run "nowhere" {
  command = plan

  variables {
    push = {}
  }

  expect_failures = [var.push]
}

run "workspace_id" {
  command = plan

  variables {
    push = { workspace_arn = "ws-00000000-0000-0000-0000-000000000000" }
  }

  expect_failures = [var.push]
}

run "two_targets" {
  command = plan

  variables {
    push = { cloudwatch_region = "eu-west-1", url = "https://push.shop.example.com/api/v1/write" }
  }

  expect_failures = [var.push]
}

run "plain_secret" {
  command = plan

  variables {
    push = { url = "https://push.shop.example.com/api/v1/write", bearer_token = "hunter2" }
  }

  expect_failures = [var.push]
}

run "username_without_password" {
  command = plan

  variables {
    push = { url = "https://push.shop.example.com/api/v1/write", username = "storefront" }
  }

  expect_failures = [var.push]
}

run "token_for_aws" {
  command = plan

  variables {
    push = { cloudwatch_region = "eu-west-1", bearer_token = "arn:aws:ssm:eu-west-1:123456789012:parameter/push/token" }
  }

  expect_failures = [var.push]
}
