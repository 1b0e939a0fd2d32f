# SPDX-License-Identifier: Apache-2.0

locals {
  windows = var.operating_system == "windows"
  program = local.windows ? "C:\\ecs_exporter\\ecs_exporter.exe" : "/usr/local/bin/ecs_exporter"
  # Service Connect uses the name. It does not support host networks.
  ports = {
    awsvpc = { name = "ecs-exporter" }
    bridge = { name = "ecs-exporter", hostPort = 0 }
    host   = { hostPort = var.port }
  }

  # Settings that ECS supports on Linux only.
  confinement = {
    memory                 = var.memory
    memoryReservation      = 32
    user                   = "65534:65534"
    readonlyRootFilesystem = true
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    restartPolicy          = { enabled = true, restartAttemptPeriod = 60 }
  }

  environment = concat(
    # In the same order as in deploy/task-definitions: the receiver comes first.
    [for name in ["ECS_EXPORTER_PUSH_URL", "ECS_EXPORTER_PUSH_AUTH", "ECS_EXPORTER_PUSH_USERNAME"] : {
      name = name, value = local.push_environment[name]
    } if local.push_environment[name] != null],
    [for name, value in merge(local.listen_address, var.environment) : { name = name, value = value }],
  )
  # The health check reads the same variable.
  listen_address = var.port == 9779 ? {} : { ECS_EXPORTER_WEB_LISTEN_ADDRESS = ":${var.port}" }
  secrets        = [for name, arn in local.push_secrets : { name = name, valueFrom = arn }]

  container_definition = merge(
    {
      name         = "ecs-exporter"
      image        = var.image
      essential    = false
      portMappings = [merge({ containerPort = var.port, protocol = "tcp" }, local.ports[var.network_mode])]
      healthCheck = {
        command  = concat(["CMD", local.program, "healthcheck"], var.flags)
        interval = 30
        timeout  = 6
        retries  = 3
      }
    },
    { for key, value in local.confinement : key => value if !local.windows },
    { for key, value in { command = var.flags } : key => value if length(value) > 0 },
    { for key, value in { environment = local.environment } : key => value if length(value) > 0 },
    { for key, value in { secrets = local.secrets } : key => value if length(value) > 0 },
    { for key, value in { logConfiguration = var.log_configuration } : key => value if value != null },
  )
}
