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
    error_message = "The network mode is awsvpc, bridge or host."
  }
}

variable "operating_system" {
  description = "Operating system of the task: linux or windows."
  type        = string
  default     = "linux"

  validation {
    condition     = contains(["linux", "windows"], var.operating_system)
    error_message = "The operating system is linux or windows."
  }
}

variable "flags" {
  description = "Flags of the exporter and its health check."
  type        = list(string)
  default     = []
}

variable "environment" {
  description = "Variables of the exporter."
  type        = map(string)
  default     = {}
}

variable "log_configuration" {
  description = "logConfiguration of the container, as the ECS API has it; null for none."
  type = object({
    logDriver = string
    options   = optional(map(string), {})
  })
  default = null
}
