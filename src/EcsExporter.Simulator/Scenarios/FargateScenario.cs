// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class FargateScenario
{
    public static Scenario Declare() => new(
        "fargate",
        "Fargate on Linux: cgroup v1, one network for the task, an init container that has stopped, an app that restarts twice.",
        new TaskDeclaration
        {
            Platform = Platforms.FargateLinux,
            Family = "storefront",
            Revision = 27,
            Service = "storefront",
            Cpu = 0.5,
            MemoryMebibytes = 1024,
            Containers =
            [
                new("init")
                {
                    Image = "public.ecr.aws/example/storefront-init:4",
                    Life = new() { RunsFor = TimeSpan.FromSeconds(2.2) },
                },
                new("app")
                {
                    Image = "public.ecr.aws/example/storefront:27",
                    LogDriver = "awslogs",
                    Health = new HealthCheck(),
                    Life = new()
                    {
                        CreatedAfter = TimeSpan.FromSeconds(3.4),
                        RunsFor = TimeSpan.FromMinutes(7),
                        RestartsAfter = TimeSpan.FromSeconds(11),

                        // A third restart within half an hour would raise an alert.
                        MaxRestarts = 2,
                    },
                    Load = new()
                    {
                        Cores = 0.19,
                        AnonymousMebibytes = 210,
                        FileCacheMebibytes = 74,
                        ReadBytesPerSecond = 2600,
                        WriteBytesPerSecond = 9100,
                        ReceivedBytesPerSecond = 48_000,
                        SentBytesPerSecond = 131_000,
                    },
                },
                ContainerDeclaration.Exporter,
            ],
        });
}
