// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Tests.Simulator;

public sealed class CounterTests
{
    // Every number in these sections only grows while a container runs.
    private static readonly string[] CounterSections = ["cpu_stats", "blkio_stats", "networks", "storage_stats"];
    private static readonly string[] CountersInMemory = ["pgfault", "pgmajfault", "total_pgfault", "total_pgmajfault"];

    public static TheoryData<string> Names => [.. Scenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Counters_WhileAContainerRuns_NeverDecrease(string name)
    {
        var task = Documents.StartTask(name);
        Dictionary<string, (string Run, Dictionary<string, ulong> Counters)> last = [];
        for (double seconds = 0; seconds < 1500; seconds += 4.7)
        {
            var stats = task.StatsAfter(seconds);
            foreach (var container in task.TaskAfter(seconds).GetProperty("Containers").EnumerateArray())
            {
                var id = container.GetProperty("DockerId").GetString()!;
                var counters = Counters(stats.GetProperty(id));
                var run = counters.Count == 0 ? "" : container.GetProperty("StartedAt").GetString()!;
                if (last.TryGetValue(id, out var before) && before.Run == run)
                {
                    Assert.All(counters, counter => Assert.True(
                        counter.Value >= before.Counters[counter.Key],
                        $"{counter.Key} fell from {before.Counters[counter.Key]} to {counter.Value} after {seconds} s"));
                }

                last[id] = (run, counters);
            }
        }

        Assert.Contains(last.Values, container => container.Counters.Count > 5);
    }

    [Theory]
    [InlineData("fargate", "app", "eth1")]
    [InlineData("ec2-awsvpc", "index", "eth0")]
    public void SharedNetwork_WhenAContainerRestarts_GoesOn(string name, string container, string networkInterface)
    {
        var task = Documents.StartTask(name);
        ulong last = 0;
        for (double seconds = 0; seconds < 1500; seconds += 9)
        {
            var stats = task.ContainerStatsAfter(container, seconds);
            if (stats.ValueKind == JsonValueKind.Object && stats.Has("networks"))
            {
                var received = stats.At("networks", networkInterface, "rx_bytes").GetUInt64();
                Assert.True(received >= last);
                last = received;
            }
        }

        Assert.True(last > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Memory_Always_StaysBelowItsPeakAndLimit(string name)
    {
        var task = Documents.StartTask(name);
        for (double seconds = 0; seconds < 1500; seconds += 13)
        {
            foreach (var stats in task.StatsAfter(seconds).EnumerateObject().Select(entry => entry.Value))
            {
                if (stats.ValueKind == JsonValueKind.Object
                    && stats.TryGetProperty("memory_stats", out var memory)
                    && memory.Has("usage"))
                {
                    var usage = memory.GetProperty("usage").GetUInt64();
                    Assert.True(!memory.Has("limit") || usage < memory.GetProperty("limit").GetUInt64());
                    Assert.True(!memory.Has("max_usage") || usage <= memory.GetProperty("max_usage").GetUInt64());
                }
            }
        }
    }

    private static Dictionary<string, ulong> Counters(JsonElement stats)
    {
        Dictionary<string, ulong> counters = [];
        if (stats.ValueKind != JsonValueKind.Object || !stats.Has("read"))
        {
            return counters;
        }

        foreach (var section in CounterSections.Where(name => stats.Has(name)))
        {
            Collect(section, stats.GetProperty(section), counters);
        }

        if (stats.At("memory_stats").TryGetProperty("stats", out var memory))
        {
            foreach (var counter in CountersInMemory.Where(name => memory.Has(name)))
            {
                counters[counter] = memory.GetProperty(counter).GetUInt64();
            }
        }

        return counters;
    }

    private static void Collect(string path, JsonElement element, Dictionary<string, ulong> counters)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                counters[path] = element.GetUInt64();
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Collect($"{path}.{property.Name}", property.Value, counters);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Collect($"{path}[{index++}]", item, counters);
                }

                break;
        }
    }
}
