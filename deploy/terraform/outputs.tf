# SPDX-License-Identifier: Apache-2.0

output "container_definition" {
  description = "The container definition, to put beside those of the task into jsonencode()."
  value       = local.container_definition
}

output "port" {
  description = "The port to let Prometheus in on."
  value       = var.port
}

output "task_role_policy" {
  description = "What the task role must allow, as JSON; null when push needs no task role."
  value       = length(local.task_statements) == 0 ? null : jsonencode({ Version = "2012-10-17", Statement = local.task_statements })
}

output "execution_role_policy" {
  description = "What the execution role must allow besides AmazonECSTaskExecutionRolePolicy, as JSON; null without secrets."
  value       = length(local.execution_statements) == 0 ? null : jsonencode({ Version = "2012-10-17", Statement = local.execution_statements })
}

output "stop_last" {
  description = "The dependsOn of the application's container with which ECS starts the exporter first and stops it last."
  value       = [{ containerName = local.container_definition.name, condition = "START" }]
}
