// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Tests.Goldens;

/// <summary>Documents of simulated tasks, always the same for the same scenario, age and seed.</summary>
internal static class Simulated
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The names of all scenarios as rows of a theory.</summary>
    public static TheoryData<string> Scenarios => [.. Scenario.All.Select(scenario => scenario.Name)];

    /// <summary>Both documents of a task <paramref name="seconds"/> after its start.</summary>
    public static (string Task, string Stats) Documents(string scenario, double seconds = 600, int seed = 7)
    {
        var task = Scenario.Find(scenario)!.StartTask(Start, seed);
        var now = Start.AddSeconds(seconds);
        return (Encoding.UTF8.GetString(task.TaskDocument(now)), Encoding.UTF8.GetString(task.StatsDocument(now)));
    }

    /// <summary>A scrape of both documents.</summary>
    public static Scrape Scrape(string scenario, double seconds = 600, int seed = 7)
    {
        var (task, stats) = Documents(scenario, seconds, seed);
        return new Scrape(task, stats);
    }
}
