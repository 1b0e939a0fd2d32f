// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Which alerts fire for tasks that end in one way or another, scraped and pushed, every 15 seconds and every minute.</summary>
public sealed class EndedTaskRulesTests : IDisposable
{
    private const int Duration = 2400;
    private const string Young = "EcsTasksDieYoung";
    private const string Memory = "EcsTaskKilledForMemory";
    private const string Error = "EcsTaskEndedWithError";
    private const string Silent = "EcsTaskSilent";

    private static readonly Case[] All =
    [
        new("ten tasks, one after the other, each killed for memory after three minutes", InTurn(10, 200, Killed))
        {
            Scraped = [Memory, Young],
            Pushed = [Memory, Error, Young],
        },
        new("ten tasks at once, killed for memory after three minutes, and those that replace them", Twice(10, Killed))
        {
            Scraped = [Memory, Young],
            Pushed = [Memory, Error, Young],
        },
        new("tasks that end with an error after two minutes", InTurn(10, 150, start => new(start) { End = start + 120, ExitCode = 1 }))
        {
            Scraped = [Young],
            Pushed = [Error, Young],
        },
        new("tasks that end without an error after two minutes", InTurn(10, 150, start => new(start) { End = start + 120, ExitCode = 0 }))
        {
            Scraped = [Young],
            Pushed = [Young],
        },
        new("full tasks that end without an error after two minutes",
            InTurn(10, 150, start => Full(new(start) { End = start + 120, ExitCode = 0 })))
        {
            Scraped = [Memory, Young],
            Pushed = [Young],
        },
        new("two tasks that died young", InTurn(3, 400, start => new(start) { End = start < 700 ? start + 120 : null, ExitCode = 1 })) { Pushed = [Error] },
        new("an old task that is killed for memory", [Full(new(-7200) { End = 700, ExitCode = 137 }), new(760)]) { Pushed = [Memory, Error] },
        new("tasks that end with an error, exporters that linger",
            InTurn(10, 200, start => new(start) { End = start + 120, ExitCode = 1, ExporterLasts = 70 }))
        {
            Scraped = [Error, Young],
            Pushed = [Error, Young],
        },
        new("a deployment", [.. Old(10, 900), .. Many(10, new(800) { Revision = 2 })]),
        new("a deployment of full tasks whose applications answer SIGTERM with 1, exporters last",
            [.. Old(10, 900).Select(task => Full(Last(task, 1))), .. Many(10, Full(new(800) { Revision = 2 }))]),
        new("a deployment five minutes after another",
            [
                .. Old(10, 700), .. Many(10, Full(new(600) { Revision = 2, End = 1000 })), .. Many(10, Full(new(900) { Revision = 3 })),
            ]),
        new("two deployments of one revision, five minutes apart",
            [.. Old(10, 700), .. Many(10, Full(new(600) { End = 1000 })), .. Many(10, Full(new(900)))]),
        new("young tasks that are scaled in", [.. Old(2, null), .. Many(10, Full(new(600) { End = 900 }))]),
        new("full tasks that are scaled in and answer SIGTERM with 1, exporters last",
            [.. Old(2, null), .. Many(10, Last(Full(new(600) { End = 900 }), 1))]),
        new("full tasks that are scaled in and do not answer SIGTERM, exporters last",
            [.. Old(2, null), .. Many(10, Last(Full(new(600) { End = 900 }), 137))]),
        new("tasks of no service that end after a minute", InTurn(20, 90, start => Alone(start, 0))),
        new("tasks of no service that fail after a minute", InTurn(20, 90, start => Alone(start, 2))) { Pushed = [Error] },
        new("a host that crashes", [new(-7200) { End = 600, Crashes = true }, new(660)]) { Pushed = [Silent] },
        new("readings that are lost for two minutes", [new(-7200) { Outage = 600..720 }]),
        new("readings that are lost for ten minutes", [new(-7200) { Outage = 600..1200 }]) { Pushed = [Silent] },
        new("tasks in good health", [.. Many(10, new(-7200)), .. Many(3, new(300))]),
    ];

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("rules");

    public static TheoryData<string, int, bool> Cases { get; } =
    [
        .. from each in All
           from interval in (int[])[15, 60]
           from pushed in (bool[])[false, true]
           select new TheoryDataRow<string, int, bool>(each.Name, interval, pushed),
    ];

    public void Dispose() => _temporary.Delete(recursive: true);

    [RequiresTheory(nameof(Requirements.Promtool))]
    [MemberData(nameof(Cases))]
    public async Task Rules_TasksThatEnd_RaiseExactlyTheirAlerts(string name, int interval, bool pushed)
    {
        var tried = All.Single(each => each.Name == name);
        var samples = new SortedDictionary<string, SortedDictionary<int, string>>(StringComparer.Ordinal);
        foreach (var (number, life) in tried.Lives.Index())
        {
            life.AddTo(samples, number, interval, pushed, Duration);
        }

        var series = samples.Select(static one => RuleTest.SeriesLine(one.Key, Values(one.Value)));
        await new RuleTest(["recording.yml", "alerts.yml"], interval, 1, Duration, series, "alertname")
            .RaisesAsync(_temporary, (pushed ? tried.Pushed : tried.Scraped).Select(static alert => $"alertname=\"{alert}\""));
    }

    /// <summary>In promtool's notation, one place for each second.</summary>
    private static string Values(SortedDictionary<int, string> values)
    {
        var text = new StringBuilder();
        var next = 0;
        foreach (var (second, value) in values)
        {
            _ = second > next ? text.Append(CultureInfo.InvariantCulture, $"_x{second - next} ") : text;
            _ = text.Append(value).Append(' ');
            next = second + 1;
        }

        return text.ToString();
    }

    /// <summary>Each starts a while after the one before it ended.</summary>
    private static IReadOnlyList<TaskLife> InTurn(int count, int seconds, Func<int, TaskLife> life) =>
        [.. Enumerable.Range(0, count).Select(place => life(60 + (place * seconds)))];

    /// <summary>At nearly the same time, and once more after they ended.</summary>
    private static IReadOnlyList<TaskLife> Twice(int count, Func<int, TaskLife> life) =>
    [
        .. Enumerable.Range(0, count).Select(place => life(60 + (place * 3))),
        .. Enumerable.Range(0, count).Select(place => life(300 + (place * 3))),
    ];

    private static IReadOnlyList<TaskLife> Many(int count, TaskLife life) =>
        [.. Enumerable.Range(0, count).Select(place => life with { Start = life.Start + place, End = life.End + (place * 2) })];

    private static IReadOnlyList<TaskLife> Old(int count, int? end) => Many(count, new(-7200) { End = end });

    private static TaskLife Killed(int start) => new(start) { End = start + 180, MemoryAtStart = 0.2, MemoryAtEnd = 1, ExitCode = 137 };

    private static TaskLife Full(TaskLife life) => life with { MemoryAtStart = 0.85, MemoryAtEnd = 0.85 };

    private static TaskLife Last(TaskLife life, int exitCode) => 
        life with { ExitCode = exitCode, ApplicationLasts = exitCode == 137 ? 30 : 1, ExporterLasts = exitCode == 137 ? 31 : 3 };

    private static TaskLife Alone(int start, int exitCode) => new(start) { End = start + 60, Service = "", ExitCode = exitCode };

    private sealed record Case(string Name, IReadOnlyList<TaskLife> Lives)
    {
        public IReadOnlyList<string> Scraped { get; init; } = [];

        public IReadOnlyList<string> Pushed { get; init; } = [];
    }
}
