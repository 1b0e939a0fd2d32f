// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class FargateWindowsScenario
{
    public static Scenario Declare() => new(
        "fargate-windows",
        "Fargate on Windows: Windows memory figures with a usage, CPU in nanoseconds, interfaces with a space in the name.",
        new TaskDeclaration
        {
            Platform = Platforms.FargateWindows,
            Family = "invoicing",
            Revision = 3,
            Cpu = 1,
            MemoryMebibytes = 2048,
            Containers =
            [
                new("iis")
                {
                    Image = "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022",
                    LogDriver = "awslogs",
                    Health = new HealthCheck(),
                    Load = new()
                    {
                        Cores = 0.24,
                        AnonymousMebibytes = 380,
                        ReceivedBytesPerSecond = 21_000,
                        SentBytesPerSecond = 87_000,
                    },
                },
                ContainerDeclaration.Exporter,
            ],
        });
}
