// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class Ec2BridgeScenario
{
    public static Scenario Declare() => new(
        "ec2-bridge",
        "EC2 with bridge networks: cgroup v2, an eth0 per container, container limits, random order, a restarting worker.",
        new TaskDeclaration
        {
            Platform = Platforms.Ec2Linux,
            Family = "orders",
            Revision = 14,
            Service = "orders",
            Containers =
            [
                new("migrate")
                {
                    Image = "public.ecr.aws/example/orders-migrate:14",
                    CpuShares = 64,
                    MemoryMebibytes = 128,
                    Life = new() { StartsAfter = TimeSpan.FromSeconds(0.4), RunsFor = TimeSpan.FromSeconds(9) },
                },
                new("api")
                {
                    Image = "public.ecr.aws/example/orders:14",
                    CpuShares = 512,
                    MemoryMebibytes = 512,
                    Port = 8080,
                    LogDriver = "awslogs",
                    Health = new HealthCheck(),
                    Life = new() { CreatedAfter = TimeSpan.FromSeconds(10.6), StartsAfter = TimeSpan.FromSeconds(1.3) },
                    Load = new()
                    {
                        Cores = 0.35,
                        AnonymousMebibytes = 240,
                        FileCacheMebibytes = 90,
                        ReadBytesPerSecond = 800,
                        WriteBytesPerSecond = 22_000,
                        ReceivedBytesPerSecond = 64_000,
                        SentBytesPerSecond = 150_000,
                        Processes = 38,
                        ThrottledShare = 0.04,
                    },
                },
                new("worker")
                {
                    Image = "public.ecr.aws/example/orders-worker:14",
                    CpuShares = 256,
                    MemoryMebibytes = 256,
                    Life = new()
                    {
                        CreatedAfter = TimeSpan.FromSeconds(10.7),
                        StartsAfter = TimeSpan.FromSeconds(1.5),
                        RunsFor = TimeSpan.FromMinutes(4),
                        RestartsAfter = TimeSpan.FromSeconds(6),
                    },
                    Load = new() { Cores = 0.12, AnonymousMebibytes = 130, FileCacheMebibytes = 40, LimitHitsPerHour = 40 },
                },
                new("cache-warmer")
                {
                    Image = "public.ecr.aws/example/orders-warmer:14",
                    CpuShares = 128,
                    MemoryMebibytes = 256,
                    Volumes = ["/cache"],
                    Life = new()
                    {
                        CreatedAfter = TimeSpan.FromSeconds(42),
                        StartsAfter = TimeSpan.FromSeconds(1.2),
                        RunsFor = TimeSpan.FromMinutes(12),
                        ExitCode = 1,
                    },
                    Load = new() { Cores = 0.3, AnonymousMebibytes = 160, WriteBytesPerSecond = 350_000 },
                },
                ContainerDeclaration.Exporter with
                {
                    CpuShares = 32,
                    MemoryMebibytes = 32,
                    Life = new() { StartsAfter = TimeSpan.FromSeconds(1.1) },
                },
            ],
        });
}
