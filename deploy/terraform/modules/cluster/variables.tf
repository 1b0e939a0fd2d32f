# SPDX-License-Identifier: Apache-2.0

variable "image" {
  description = "The exporter's image."
  type        = string
}

variable "read_clusters" {
  description = "Names or ARNs of the clusters to read; empty for all of the region."
  type        = list(string)
  default     = []
}

variable "flags" {
  description = "Flags of the exporter, after its command."
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
