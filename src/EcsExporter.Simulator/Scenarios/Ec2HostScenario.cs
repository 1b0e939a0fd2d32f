// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class Ec2HostScenario
{
    public static Scenario Declare() => new(
        "ec2-host",
        "EC2 in the host's network: cgroup v2, no network statistics.",
        new TaskDeclaration
        {
            Platform = Platforms.Ec2Linux with { NetworkMode = "host", Interface = null },
            Family = "edge-proxy",
            Revision = 2,
            Group = "service:edge-proxy",
            MemoryMebibytes = 512,
            Containers =
            [
                new("proxy")
                {
                    Image = "public.ecr.aws/example/edge-proxy:2",
                    CpuShares = 1024,
                    Port = 443,
                    Life = new() { StartsAfter = TimeSpan.FromSeconds(0.7) },
                    Load = new() { Cores = 0.31, AnonymousMebibytes = 96, FileCacheMebibytes = 22, Processes = 5 },
                },
                ContainerDeclaration.Exporter with { MemoryMebibytes = 64, Life = new() { StartsAfter = TimeSpan.FromSeconds(0.6) } },
            ],
        });
}
