# SPDX-License-Identifier: Apache-2.0

output "container_definition" {
  description = "The only container definition of the task. Put it into jsonencode([...])."
  value       = local.container_definition
}

output "task_role_policy" {
  description = "The policy that the task role needs, as JSON."
  value       = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = local.actions, Resource = "*" }] })
}

output "port" {
  description = "The port to open for Prometheus only: /sd lists the clusters, services and tasks of the account."
  value       = 9779
}
