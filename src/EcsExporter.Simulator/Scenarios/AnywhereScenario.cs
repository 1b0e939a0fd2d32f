// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class AnywhereScenario
{
    public static Scenario Declare() => new(
        "anywhere",
        "ECS Anywhere: the agent outside of AWS, launch type EXTERNAL, no availability zone, bridge networks.",
        new TaskDeclaration
        {
            Platform = Platforms.Ec2Linux with { LaunchType = "EXTERNAL", HasAvailabilityZone = false, Processors = 4 },
            Family = "till",
            Revision = 31,
            Service = "till",
            Cpu = 0.5,
            MemoryMebibytes = 512,
            Containers =
            [
                new("till")
                {
                    Image = "public.ecr.aws/example/till:31",
                    CpuShares = 256,
                    MemoryMebibytes = 384,
                    Port = 8443,
                    Life = new() { StartsAfter = TimeSpan.FromSeconds(1.8) },
                    Load = new() { Cores = 0.06, AnonymousMebibytes = 140, FileCacheMebibytes = 55, Processes = 22 },
                },
                ContainerDeclaration.Exporter with
                {
                    MemoryMebibytes = 64,
                    Life = new() { StartsAfter = TimeSpan.FromSeconds(1.6) },
                },
            ],
        });
}
