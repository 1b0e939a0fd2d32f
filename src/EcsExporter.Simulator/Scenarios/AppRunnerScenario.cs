// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class AppRunnerScenario
{
    public static Scenario Declare() => new(
        "app-runner",
        "App Runner: one container, in which the exporter is a second process; otherwise like Fargate.",
        new TaskDeclaration
        {
            Platform = Platforms.FargateLinux,
            Family = "landing-page",
            Cluster = "app-runner",
            Cpu = 1,
            MemoryMebibytes = 2048,
            Observer = "app",
            Containers =
            [
                new("app")
                {
                    Image = "public.ecr.aws/example/landing-page-with-exporter:8",
                    Load = new()
                    {
                        Cores = 0.07,
                        AnonymousMebibytes = 88,
                        FileCacheMebibytes = 35,
                        ReceivedBytesPerSecond = 11_000,
                        SentBytesPerSecond = 95_000,
                        Processes = 14,
                    },
                },
            ],
        });
}
