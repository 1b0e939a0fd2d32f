// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class Ec2WindowsScenario
{
    public static Scenario Declare() => new(
        "ec2-windows",
        "EC2 on Windows: CPU in ticks of 100 ns, commit and working set instead of usage, storage statistics, nat network.",
        new TaskDeclaration
        {
            Platform = Platforms.Ec2Windows,
            Family = "reports",
            Revision = 9,
            Service = "reports",
            Containers =
            [
                new("renderer")
                {
                    Image = "public.ecr.aws/example/renderer:9-ltsc2022",
                    CpuShares = 1024,
                    MemoryMebibytes = 2048,
                    Port = 80,
                    LogDriver = "awslogs",
                    Health = new HealthCheck(),
                    Life = new() { StartsAfter = TimeSpan.FromSeconds(4.2) },
                    Load = new()
                    {
                        Cores = 0.8,
                        AnonymousMebibytes = 610,
                        ReadBytesPerSecond = 33_000,
                        WriteBytesPerSecond = 71_000,
                        ReceivedBytesPerSecond = 15_000,
                        SentBytesPerSecond = 44_000,
                    },
                },
                ContainerDeclaration.Exporter with
                {
                    CpuShares = 128,
                    MemoryMebibytes = 256,
                    Life = new() { StartsAfter = TimeSpan.FromSeconds(3.9) },
                },
            ],
        });
}
