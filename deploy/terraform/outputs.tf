# SPDX-License-Identifier: Apache-2.0

output "container_definition" {
  description = "The exporter's container definition. Put it into jsonencode() with the other container definitions of the task."
  value       = local.container_definition
}

output "port" {
  description = "The port to open for Prometheus."
  value       = var.port
}

output "task_role_policy" {
  description = "The policy that the task role needs for push, as JSON; null if push needs no task role."
  value       = length(local.task_statements) == 0 ? null : jsonencode({ Version = "2012-10-17", Statement = local.task_statements })
}

output "execution_role_policy" {
  description = "The policy that the execution role needs in addition to AmazonECSTaskExecutionRolePolicy, as JSON; null without secrets."
  value       = length(local.execution_statements) == 0 ? null : jsonencode({ Version = "2012-10-17", Statement = local.execution_statements })
}

output "stop_last" {
  description = "The dependsOn for the application's container. With it, ECS starts the exporter first and stops it last."
  value       = [{ containerName = local.container_definition.name, condition = "START" }]
}
