// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class ManagedInstancesScenario
{
    public static Scenario Declare() => new(
        "managed-instances",
        "Managed Instances: cgroup v2, memory limits of 2^64−1, one network for the task, a managed daemon beside the app.",
        new TaskDeclaration
        {
            Platform = Platforms.ManagedInstances,
            Family = "recommender",
            Revision = 11,
            Group = "service:recommender",
            Cpu = 2,
            MemoryMebibytes = 4096,
            Containers =
            [
                new("model")
                {
                    Image = "public.ecr.aws/example/recommender:11",
                    LogDriver = "awslogs",
                    Health = new HealthCheck { HealthyFor = TimeSpan.FromMinutes(5) },
                    Load = new()
                    {
                        Cores = 1.1,
                        AnonymousMebibytes = 2300,
                        FileCacheMebibytes = 480,
                        ReadBytesPerSecond = 120_000,
                        WriteBytesPerSecond = 6_000,
                        ReceivedBytesPerSecond = 75_000,
                        SentBytesPerSecond = 52_000,
                    },
                },
                new("monitor")
                {
                    Image = "public.ecr.aws/example/monitor:5",
                    Type = "MANAGED_DAEMON",
                    Load = Load.Light with { Cores = 0.03, AnonymousMebibytes = 48 },
                },
                ContainerDeclaration.Exporter,
            ],
        });
}
