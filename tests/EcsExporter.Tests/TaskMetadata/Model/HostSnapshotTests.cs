// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.TaskMetadata.Model;

/// <summary>Tests that each task on a host has the series of an exporter inside that task, whatever the other tasks are.</summary>
public sealed class HostSnapshotTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SimulatedTask Daemon = Scenario.Find("managed-instances-daemon")!.StartTask(Start);

    [RequiresFact(nameof(Requirements.Captures))]
    public void Tasks_OfAllCaptures_HaveTheSeriesOfTheirOwnExporters()
    {
        // Several captures can show one task at different times, so the host gets one capture of each task.
        var captures = Captures.With("task.json")
            .Select(capture => (Task: Captures.ReadText(capture, "task.json")!, Stats: Captures.ReadText(capture, "stats.json") ?? "null"))
            .Where(capture => IdOf(capture.Task) is not null)
            .DistinctBy(capture => IdOf(capture.Task)).ToList();
        Assert.InRange(captures.Count, 15, int.MaxValue);

        AssertEqualsOwnExporters([.. captures.Select(capture => (capture.Task, (string?)capture.Stats))], null, []);
    }

    [RequiresTheory(nameof(Requirements.Captures))]
    [InlineData("otel-contrib/managed_instances_daemon", "otel-contrib/managed_instances_daemon")]
    [InlineData("otel-contrib/managed_instances_daemon", "otel-contrib/managed_instances_daemon_web")]
    public void Tasks_OfTheCapturedHost_HaveTheSeriesOfTheirOwnExporters(string hostCapture, string capture)
    {
        var reader = new DocumentReader();
        var host = reader.Host(Captures.ReadText(hostCapture, "tasks_array.json"), Captures.ReadText(hostCapture, "tasks_stats_array.json"));
        var task = Captures.ReadText(capture, "task.json")!;

        Assert.Equal(2, host.Tasks.Length);
        Assert.Equal(
            Text(new DocumentReader().Snapshot(task, Captures.ReadText(capture, "stats.json"))),
            Text(host.Find(IdOf(task)!)!.Snapshot));
        Assert.Equal("", reader.Met);
    }

    [Fact]
    public void Tasks_OfAHostWhereTasksComeAndGo_HaveTheSeriesOfTheirOwnExporters()
    {
        HostSnapshot? host = null;
        Dictionary<string, TaskSnapshot> own = [];
        HashSet<string> seen = [];
        var counts = new HashSet<int>();
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromMinutes(22); elapsed += TimeSpan.FromSeconds(7))
        {
            host = AssertEqualsOwnExporters([.. Documents(elapsed).Select(task => (task.Task, (string?)task.Stats))], host, own);
            counts.Add(host.Tasks.Length);
            seen.UnionWith(host.Tasks.Select(task => task.Id));
        }

        Assert.Contains(counts, count => count >= 5);
        Assert.InRange(seen.Count, 8, int.MaxValue);
    }

    [Fact]
    public void Tasks_ListNotRead_AreThoseBeforeWithoutWhatIsMissing()
    {
        var tasks = Documents(TimeSpan.FromMinutes(10));
        var before = new DocumentReader().Host(List(tasks.Select(task => task.Task)), List(tasks.Select(task => task.Stats)));

        var host = new DocumentReader().Host(null, List(tasks.Select(task => task.Stats)), before);

        Assert.Equal(before.Tasks.Select(task => task.Id), host.Tasks.Select(task => task.Id));
        Assert.False(host.IsUp);
        Assert.All(host.Tasks, task =>
        {
            Assert.False(task.Snapshot.IsUp);
            Assert.Null(task.Snapshot.Task);
            Assert.Equal(task.Id, task.Snapshot.Identity.ArnParts.TaskId);
            Assert.False(task.HasStats);
        });
    }

    [Fact]
    public void Tasks_StatsNotRead_KeepTheirMetadata()
    {
        var tasks = Documents(TimeSpan.FromMinutes(10));
        var host = AssertEqualsOwnExporters([.. tasks.Select(task => (task.Task, (string?)null))], null, []);

        Assert.All(host.Tasks, task => Assert.NotEmpty(task.Snapshot.Containers));
    }

    [Theory]
    [InlineData("a-1", "a", "fa")] // the endpoint id contains the id of the task
    [InlineData("odd", "b", "fb")] // the endpoint id is the id of a container of the task
    [InlineData("c-9", null, null)]
    public void Own_EndpointId_FindsTheTaskOfTheExporter(string endpointId, string? id, string? family)
    {
        const string A = """{"TaskARN": "arn:aws:ecs:r:1:task/c/a", "Family": "fa"}""";
        const string B = """{"TaskARN": "arn:aws:ecs:r:1:task/c/b", "Family": "fb", "Containers": [{"Name": "x", "DockerId": "odd"}]}""";

        var host = new DocumentReader().Host($"[{A}, {B}]", "[]", endpointId: endpointId);

        Assert.Equal((id, id ?? "c", family), (host.OwnTaskId, host.OwnInstance, host.Own.Task?.Family));
        Assert.True(host.Own.IsUp);

        // The id stays when the task, or any task, is no longer listed.
        var later = new DocumentReader().Host("[]", "[]", host, endpointId);
        Assert.Equal((id, id ?? "c", null), (later.OwnTaskId, later.OwnInstance, later.Own.Task?.Family));
        Assert.False(new DocumentReader().Host(null, "[]", later, endpointId).Own.IsUp);
    }

    /// <summary>Damages that an agent may do to the documents of one task; the other tasks must not be affected.</summary>
    public static TheoryData<string, string?, string?> Damages => new()
    {
        { "leaves", null, null },
        { "has no stats", "{task}", null },
        { "has null for stats", "{task}", "null" },
        { "has empty stats", "{task}", "{}" },
        { "has malformed stats", "{task}", "[1]" },
        { "has malformed containers in its stats", "{task}", """{"x": 1, "y": {"cpu_stats": []}}""" },
        { "is null", "null", "{stats}" },
        { "is empty", "{}", "{stats}" },
        { "is a number", "7", "{stats}" },
        { "is malformed", """{"TaskARN": 7, "Containers": {"a": 1}, "Limits": []}""", "{stats}" },
        { "is there twice", "{task}, {task}", "{stats}" },
        { "has its stats twice", "{task}", "{stats}, {stats}" },
        { "has another's containers", """{"TaskARN": "arn:aws:ecs:r:1:task/c/other", "Containers": [{"Name": "x", "DockerId": "{other}"}]}""", "null" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Tasks_OneIsDamaged_ChangesNoOther(string damage, string? task, string? stats)
    {
        _ = damage;
        var before = Documents(TimeSpan.FromMinutes(10));
        var now = Documents(TimeSpan.FromMinutes(10.5));
        Assert.Equal(before.Select(one => IdOf(one.Task)), now.Select(one => IdOf(one.Task)));
        for (var damaged = 0; damaged < now.Count; damaged++)
        {
            var other = now[(damaged + 1) % now.Count];
            var tasks = now.Select((one, i) => i == damaged ? Fill(task, one, other) : one.Task).OfType<string>();
            var figures = now.Select((one, i) => i == damaged ? Fill(stats, one, other) : one.Stats).OfType<string>();
            var first = new DocumentReader().Host(List(before.Select(one => one.Task)), List(before.Select(one => one.Stats)));

            var host = new DocumentReader().Host(List(tasks), List(figures), first);

            for (var i = 0; i < now.Count; i++)
            {
                if (i != damaged)
                {
                    var own = new DocumentReader().Snapshot(before[i].Task, before[i].Stats);
                    Assert.Equal(
                        Text(new DocumentReader().Snapshot(now[i].Task, now[i].Stats, previous: own)), Text(host.Find(IdOf(now[i].Task)!)!.Snapshot));
                }
            }
        }
    }

    private static string? Fill(string? template, (string Task, string Stats) one, (string Task, string Stats) other) => template?
        .Replace("{task}", one.Task, StringComparison.Ordinal)
        .Replace("{stats}", one.Stats, StringComparison.Ordinal)
        .Replace("{other}", Simulator.Documents.Parse(Encoding.UTF8.GetBytes(other.Stats)).EnumerateObject().First().Name, StringComparison.Ordinal);

    private static List<(string Task, string Stats)> Documents(TimeSpan elapsed) =>
    [
        .. Daemon.HostAt(Start + elapsed).Select(task =>
            (Encoding.UTF8.GetString(task.TaskDocument(Start + elapsed)), Encoding.UTF8.GetString(task.StatsDocument(Start + elapsed)))),
    ];

    /// <summary>Compares a host of these documents with an exporter in each task that has read the same documents of the task.</summary>
    private static HostSnapshot AssertEqualsOwnExporters(
        IReadOnlyList<(string Task, string? Stats)> documents, HostSnapshot? previous, Dictionary<string, TaskSnapshot> own)
    {
        var stats = documents.Any(one => one.Stats is null) ? null : List(documents.Select(one => one.Stats!).Reverse());
        var host = new DocumentReader().Host(List(documents.Select(one => one.Task)), stats, previous);
        Assert.Equal(documents.Select(one => IdOf(one.Task)!).Order(StringComparer.Ordinal), host.Tasks.Select(task => task.Id));
        foreach (var (task, figures) in documents)
        {
            var id = IdOf(task)!;
            own[id] = new DocumentReader().Snapshot(task, figures, previous: own.GetValueOrDefault(id));
            Assert.Equal(Text(own[id]), Text(host.Find(id)!.Snapshot));
        }

        return host;
    }

    private static string? IdOf(string task) => new DocumentReader().Snapshot(task, "{}").Identity.ArnParts.TaskId;

    private static string List(IEnumerable<string> elements) => $"[{string.Join(",\n", elements)}]";

    private static string Text(TaskSnapshot snapshot) => Rendering.Text(Rendering.Everything(), snapshot);
}
