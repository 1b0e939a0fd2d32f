# SPDX-License-Identifier: Apache-2.0

output "container_definition" {
  description = "The only container of the task, to put into jsonencode([...])."
  value       = local.container_definition
}

output "task_role_policy" {
  description = "What the task role must allow, as JSON."
  value       = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = local.actions, Resource = "*" }] })
}

output "port" {
  description = "The port to let Prometheus, and nobody else, in on: /sd maps the account."
  value       = 9779
}
