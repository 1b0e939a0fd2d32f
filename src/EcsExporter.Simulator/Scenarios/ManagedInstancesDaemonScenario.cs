// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class ManagedInstancesDaemonScenario
{
    public static Scenario Declare() => new(
        "managed-instances-daemon",
        "Managed Instances: the exporter as a daemon that sees every task of its instance; tasks come, stop and are followed by others.",
        Daemon(
            new(Service("recommender", 11, Busy("model"), Quiet("cache"))),

            // A batch task that ends after six minutes, is listed as stopped for a little longer, and starts again.
            new(Batch("report", runsFor: TimeSpan.FromMinutes(6)))
            {
                ArrivesAfter = TimeSpan.FromMinutes(1),
                StaysFor = TimeSpan.FromMinutes(6.5),
                ReturnsAfter = TimeSpan.FromMinutes(2),
            },

            // A service whose tasks are replaced every eight minutes.
            new(Service("web", 3, Quiet("nginx")))
            {
                StaysFor = TimeSpan.FromMinutes(8),
                ReturnsAfter = TimeSpan.FromSeconds(20),
            },

            // A container of this task crashes and is restarted by its policy.
            new(Service("worker", 7, Restarting("queue"), Quiet("sidecar")))
            {
                ArrivesAfter = TimeSpan.FromMinutes(4),
            }));

    public static Scenario OfSize(int tasks) => new(
        string.Create(CultureInfo.InvariantCulture, $"host-of-size-{tasks}"),
        "A Managed Daemon on an instance with as many tasks of three containers as asked for.",
        Daemon(
        [
            .. Enumerable.Range(1, tasks - 1).Select(static number => new NeighbourDeclaration(
                Service(string.Create(CultureInfo.InvariantCulture, $"app-{number:D4}"), 1, Busy("app"), Quiet("proxy"), Quiet("logs")))),
        ]));

    private static TaskDeclaration Daemon(params IReadOnlyList<NeighbourDeclaration> neighbours) => new()
    {
        Platform = Platforms.ManagedInstances with { NetworkMode = "daemon-bridge" },
        Family = "daemon-ecs-exporter",
        Revision = 2,
        Group = "daemon:ecs-exporter",
        Cpu = 0.25,
        MemoryMebibytes = 64,
        Containers = [ContainerDeclaration.Exporter],
        Neighbours = neighbours,
    };

    private static TaskDeclaration Service(string name, int revision, params IReadOnlyList<ContainerDeclaration> containers) => new()
    {
        Platform = Platforms.ManagedInstances with { Interface = "eth1" },
        Family = name,
        Revision = revision,
        Service = name,
        Group = "service:" + name,
        Cpu = 1,
        MemoryMebibytes = 2048,
        Observer = containers[0].Name,
        Containers = containers,
    };

    private static TaskDeclaration Batch(string name, TimeSpan runsFor)
    {
        var container = Busy(name) with { Life = new() { RunsFor = runsFor } };
        return Service(name, 1, container) with { Service = null, Group = "family:" + name };
    }

    private static ContainerDeclaration Busy(string name) => new(name)
    {
        Health = new HealthCheck { HealthyFor = TimeSpan.FromMinutes(5) },
        Load = new()
        {
            Cores = 0.4,
            AnonymousMebibytes = 600,
            FileCacheMebibytes = 90,
            ReadBytesPerSecond = 20_000,
            WriteBytesPerSecond = 6_000,
            ReceivedBytesPerSecond = 25_000,
            SentBytesPerSecond = 12_000,
        },
    };

    private static ContainerDeclaration Quiet(string name) => new(name) { Load = Load.Light with { Cores = 0.02, AnonymousMebibytes = 40 } };

    private static ContainerDeclaration Restarting(string name) => Busy(name) with
    {
        Life = new() { RunsFor = TimeSpan.FromSeconds(100), RestartsAfter = TimeSpan.FromSeconds(5), ExitCode = 1 },
    };
}
