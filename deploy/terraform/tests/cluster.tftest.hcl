# SPDX-License-Identifier: Apache-2.0
# The module for one exporter per region: its container is that of deploy/task-definitions, its policy that of deploy/iam.

variables {
  image = "REGISTRY/ecs_exporter:0.1.0"
  log_configuration = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = "/ecs/ecs-exporter-cluster"
      awslogs-region        = "eu-west-1"
      awslogs-stream-prefix = "ecs-exporter-cluster"
      mode                  = "non-blocking"
    }
  }
}

run "cluster" {
  module {
    source = "./modules/cluster"
  }

  assert {
    condition     = jsonencode(output.container_definition) == jsonencode(jsondecode(file("../task-definitions/cluster.json")).containerDefinitions[0])
    error_message = "not that of cluster.json: ${jsonencode(output.container_definition)}"
  }

  assert {
    condition     = output.task_role_policy == jsonencode(jsondecode(file("../iam/cluster.json")))
    error_message = "not cluster.json: ${output.task_role_policy}"
  }

  assert {
    condition     = output.port == output.container_definition.portMappings[0].containerPort
    error_message = "the port is not the one mapped"
  }
}

run "some_clusters" {
  module {
    source = "./modules/cluster"
  }

  variables {
    read_clusters     = ["prod", "staging"]
    environment       = { ECS_EXPORTER_CLUSTER_INTERVAL = "1m" }
    flags             = ["--log.format=json"]
    log_configuration = null
  }

  assert {
    condition = { for one in output.container_definition.environment : one.name => one.value } == {
      ECS_EXPORTER_CLUSTER_NAME     = "prod,staging"
      ECS_EXPORTER_CLUSTER_INTERVAL = "1m"
    }
    error_message = "not the variables: ${jsonencode(output.container_definition.environment)}"
  }

  assert {
    condition     = jsonencode(output.container_definition.command) == jsonencode(["cluster", "--log.format=json"])
    error_message = "the flags do not follow the command: ${jsonencode(output.container_definition.command)}"
  }

  assert {
    condition     = !can(output.container_definition.logConfiguration)
    error_message = "there is a log configuration"
  }
}
