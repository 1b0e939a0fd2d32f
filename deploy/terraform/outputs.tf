# SPDX-License-Identifier: Apache-2.0

output "container_definition" {
  description = "The container definition, to put beside those of the task into jsonencode()."
  value       = local.container_definition
}

output "port" {
  description = "The port to let Prometheus in on."
  value       = 9779
}
