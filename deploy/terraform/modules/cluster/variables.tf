# SPDX-License-Identifier: Apache-2.0

variable "image" {
  description = "The exporter's image."
  type        = string
}

variable "read_clusters" {
  description = "Names or ARNs of the clusters to read; empty for all clusters of the region."
  type        = list(string)
  default     = []
}

variable "flags" {
  description = "Flags for the exporter, after the command cluster, and for its health check."
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
