// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class Ec2AwsvpcScenario
{
    public static Scenario Declare() => new(
        "ec2-awsvpc",
        "EC2 with one network for the task: cgroup v2, the pause container that holds the network, memory limits of 0.",
        new TaskDeclaration
        {
            Platform = Platforms.Ec2Linux with { NetworkMode = "awsvpc" },
            Family = "search",
            Revision = 6,
            Service = "search",
            Cpu = 1,
            MemoryMebibytes = 2048,
            Containers =
            [
                new("~internal~ecs~pause")
                {
                    Image = "amazon/amazon-ecs-pause:0.1.0",
                    Type = "CNI_PAUSE",
                    Life = new() { CreatedAfter = TimeSpan.FromSeconds(0.3), StartsAfter = TimeSpan.FromSeconds(0.4) },
                    Load = new()
                    {
                        Cores = 0.00001,
                        AnonymousMebibytes = 0.2,
                        FileCacheMebibytes = 0.1,
                        WriteBytesPerSecond = 0,
                        ReceivedBytesPerSecond = 0,
                        SentBytesPerSecond = 0,
                        Processes = 1,
                    },
                },
                new("index")
                {
                    Image = "public.ecr.aws/example/search-index:6",
                    CpuShares = 768,
                    LogDriver = "awslogs",
                    Health = new HealthCheck { HealthyFor = TimeSpan.FromMinutes(9) },
                    Volumes = ["/index"],
                    Life = new() { CreatedAfter = TimeSpan.FromSeconds(2.1), StartsAfter = TimeSpan.FromSeconds(0.9) },
                    Load = new()
                    {
                        Cores = 0.42,
                        AnonymousMebibytes = 520,
                        FileCacheMebibytes = 610,
                        ReadBytesPerSecond = 210_000,
                        WriteBytesPerSecond = 44_000,
                        ReceivedBytesPerSecond = 39_000,
                        SentBytesPerSecond = 260_000,
                        Processes = 61,
                    },
                },
                ContainerDeclaration.Exporter with
                {
                    CpuShares = 32,
                    Life = new() { CreatedAfter = TimeSpan.FromSeconds(2.2), StartsAfter = TimeSpan.FromSeconds(0.8) },
                },
            ],
        });
}
