# SPDX-License-Identifier: Apache-2.0
# The module's container is that of deploy/task-definitions.

variables {
  image = "REGISTRY/ecs_exporter:0.1.0"
  log_configuration = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = "/ecs/storefront"
      awslogs-region        = "eu-west-1"
      awslogs-stream-prefix = "ecs-exporter"
      mode                  = "non-blocking"
    }
  }
}

run "awsvpc" {
  assert {
    condition     = jsonencode(output.container_definition) == jsonencode(jsondecode(file("../task-definitions/fargate.json")).containerDefinitions[1])
    error_message = "not that of fargate.json: ${jsonencode(output.container_definition)}"
  }

  assert {
    condition     = output.port == output.container_definition.portMappings[0].containerPort
    error_message = "the port is not the one mapped"
  }
}

run "bridge" {
  variables {
    network_mode = "bridge"
  }

  assert {
    condition     = jsonencode(output.container_definition) == jsonencode(jsondecode(file("../task-definitions/ec2-bridge.json")).containerDefinitions[1])
    error_message = "not that of ec2-bridge.json: ${jsonencode(output.container_definition)}"
  }
}

run "host" {
  variables {
    network_mode = "host"
    environment  = { ECS_EXPORTER_WEB_LISTEN_ADDRESS = ":9779" }
  }

  assert {
    condition     = jsonencode(output.container_definition) == jsonencode(jsondecode(file("../task-definitions/ec2-host.json")).containerDefinitions[1])
    error_message = "not that of ec2-host.json: ${jsonencode(output.container_definition)}"
  }
}

run "windows" {
  variables {
    image            = "REGISTRY/ecs_exporter:0.1.0-windows"
    operating_system = "windows"
  }

  assert {
    condition     = jsonencode(output.container_definition) == jsonencode(jsondecode(file("../task-definitions/fargate-windows.json")).containerDefinitions[1])
    error_message = "not that of fargate-windows.json: ${jsonencode(output.container_definition)}"
  }
}

run "flags" {
  variables {
    flags             = ["--web.listen-address=:9780"]
    log_configuration = null
  }

  assert {
    condition     = output.container_definition.command == tolist(["--web.listen-address=:9780"])
    error_message = "the flags do not reach the exporter"
  }

  assert {
    condition     = element(output.container_definition.healthCheck.command, 3) == "--web.listen-address=:9780"
    error_message = "the flags do not reach the health check"
  }

  assert {
    condition     = !can(output.container_definition.logConfiguration)
    error_message = "there is a log configuration"
  }
}

run "network_mode_unknown" {
  command = plan

  variables {
    network_mode = "none"
  }

  expect_failures = [var.network_mode]
}
