# SPDX-License-Identifier: Apache-2.0

variable "image" {
  description = "The exporter's image."
  type        = string
}

variable "network_mode" {
  description = "Network mode of the task: awsvpc, bridge or host."
  type        = string
  default     = "awsvpc"

  validation {
    condition     = contains(["awsvpc", "bridge", "host"], var.network_mode)
    error_message = "The network mode must be awsvpc, bridge or host."
  }
}

variable "operating_system" {
  description = "Operating system of the task: linux or windows."
  type        = string
  default     = "linux"

  validation {
    condition     = contains(["linux", "windows"], var.operating_system)
    error_message = "The operating system must be linux or windows."
  }
}

variable "port" {
  description = "Port of the exporter. Two tasks with host networks on one instance need different ports."
  type        = number
  default     = 9779

  validation {
    condition     = var.port >= 1 && var.port <= 65535
    error_message = "The port must be a number from 1 to 65535."
  }
}

variable "memory" {
  description = "Memory limit of the exporter in MiB. Not used on Windows."
  type        = number
  default     = 64

  validation {
    condition     = var.memory >= 32
    error_message = "The exporter reserves 32 MiB, so its limit must be at least 32."
  }
}

variable "flags" {
  description = "Flags for the exporter and its health check."
  type        = list(string)
  default     = []
}

variable "environment" {
  description = "Environment variables of the exporter."
  type        = map(string)
  default     = {}
}

variable "log_configuration" {
  description = "logConfiguration of the container, as in the ECS API; null for none."
  type = object({
    logDriver = string
    options   = optional(map(string), {})
  })
  default = null
}

variable "push" {
  description = <<-EOT
    Where the exporter pushes its metrics; null if Prometheus scrapes. Set exactly one of workspace_arn, cloudwatch_region and url.
    password, bearer_token and header are ARNs in Secrets Manager or Parameter Store.
  EOT
  type = object({
    workspace_arn     = optional(string)
    cloudwatch_region = optional(string)
    url               = optional(string)
    username          = optional(string)
    password          = optional(string)
    bearer_token      = optional(string)
    header            = optional(string)
  })
  default = null

  validation {
    condition = var.push == null ? true : 1 == length([
      for target in [var.push.workspace_arn, var.push.cloudwatch_region, var.push.url] : target if target != null
    ])
    error_message = "Set exactly one of workspace_arn, cloudwatch_region and url."
  }

  validation {
    condition     = try(var.push.workspace_arn, null) == null ? true : can(regex("^arn:[a-z-]+:aps:[^:]+:[^:]+:workspace/.", var.push.workspace_arn))
    error_message = "The workspace_arn must be the ARN of a workspace of Amazon Managed Service for Prometheus, not its id."
  }

  validation {
    condition     = var.push == null ? true : (var.push.username == null) == (var.push.password == null)
    error_message = "Set both username and password, or neither."
  }

  validation {
    condition     = var.push == null ? true : var.push.password == null || var.push.bearer_token == null
    error_message = "Set either the password or the bearer token, not both."
  }

  validation {
    condition = var.push == null ? true : var.push.url != null || 0 == length([
      for value in [var.push.username, var.push.password, var.push.bearer_token] : value if value != null
    ])
    error_message = "Set username, password and bearer_token only with url. To push to AWS, the exporter signs requests with the task role."
  }

  validation {
    condition = var.push == null ? true : alltrue([
      for value in [var.push.password, var.push.bearer_token, var.push.header] : value == null ? true : can(regex("^arn:[a-z-]+:(secretsmanager|ssm):", value))
    ])
    error_message = "The password, the bearer token and the header must be ARNs in Secrets Manager or Parameter Store, not the secrets."
  }
}
