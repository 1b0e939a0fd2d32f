# SPDX-License-Identifier: Apache-2.0

locals {
  environment = [for name, value in merge(
    { for name, clusters in { ECS_EXPORTER_CLUSTER_NAME = var.read_clusters } : name => join(",", clusters) if length(clusters) > 0 },
    var.environment,
  ) : { name = name, value = value }]

  container_definition = merge(
    {
      name                   = "ecs-exporter-cluster"
      image                  = var.image
      essential              = true
      command                = concat(["cluster"], var.flags)
      user                   = "65534:65534"
      readonlyRootFilesystem = true
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      restartPolicy          = { enabled = true, restartAttemptPeriod = 60 }
      portMappings           = [{ name = "ecs-exporter-cluster", containerPort = 9779, protocol = "tcp" }]
      healthCheck = {
        command  = concat(["CMD", "/usr/local/bin/ecs_exporter", "healthcheck"], var.flags)
        interval = 30
        timeout  = 6
        retries  = 3
      }
    },
    { for key, value in { environment = local.environment } : key => value if length(value) > 0 },
    { for key, value in { logConfiguration = var.log_configuration } : key => value if value != null },
  )

  # All of these actions only read.
  actions = [
    "ecs:ListClusters",
    "ecs:DescribeClusters",
    "ecs:ListServices",
    "ecs:DescribeServices",
    "ecs:ListTasks",
    "ecs:DescribeTasks",
    "ecs:ListContainerInstances",
    "ecs:DescribeContainerInstances",
    "ecs:DescribeTaskDefinition",
    "ec2:DescribeInstances",
  ]
}
