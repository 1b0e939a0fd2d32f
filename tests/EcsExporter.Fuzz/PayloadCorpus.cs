// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Fuzz;

/// <summary>
/// Pairs of documents to damage: payloads of the tests, documents of simulated tasks of every scenario and age, and captured documents if the
/// variable ECS_EXPORTER_FIXTURES names a folder with captures.
/// </summary>
internal static class PayloadCorpus
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly double[] AgesSeconds = [0, 4, 20, 600, 100_000];

    /// <summary>The task documents.</summary>
    public static IReadOnlyList<byte[]> Tasks { get; }

    /// <summary>The stats documents; the stats of a task have the same index as the task.</summary>
    public static IReadOnlyList<byte[]> Stats { get; }

    static PayloadCorpus()
    {
        (byte[] Task, byte[] Stats)[] pairs = [.. Embedded(), .. Simulated(), .. Captured()];
        Tasks = [.. pairs.Select(pair => pair.Task)];
        Stats = [.. pairs.Select(pair => pair.Stats)];
    }

    private static IEnumerable<(byte[] Task, byte[] Stats)> Embedded() =>
        from task in typeof(PayloadCorpus).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        where task.EndsWith(".task.json", StringComparison.Ordinal)
        select (Read(task), Read(task.Replace(".task.", ".stats.", StringComparison.Ordinal)));

    private static IEnumerable<(byte[] Task, byte[] Stats)> Simulated() =>
        from scenario in Scenario.All
        let task = scenario.StartTask(Start)
        from age in AgesSeconds
        let now = Start.AddSeconds(age)
        select (task.TaskDocument(now), task.StatsDocument(now));

    private static IEnumerable<(byte[] Task, byte[] Stats)> Captured() =>
        Environment.GetEnvironmentVariable("ECS_EXPORTER_FIXTURES") is { Length: > 0 } folder && Directory.Exists(folder)
            ?
            from directory in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
                .Select(Path.GetDirectoryName).Distinct().Order(StringComparer.Ordinal)
            let task = Path.Combine(directory, "task.json")
            let stats = Path.Combine(directory, "stats.json")
            where IsDocument(task) || IsDocument(stats)
            select (IsDocument(task) ? File.ReadAllBytes(task) : "{}"u8.ToArray(), IsDocument(stats) ? File.ReadAllBytes(stats) : "{}"u8.ToArray())
            : [];

    /// <summary>Whether a capture is JSON; a few captured answers are not.</summary>
    private static bool IsDocument(string path)
    {
        try
        {
            return File.Exists(path) && JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Read(string resource)
    {
        using var stream = typeof(PayloadCorpus).Assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
