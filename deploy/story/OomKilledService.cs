// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Story;

/// <summary>
/// A service of one task. Three of its tasks run out of memory, are killed and replaced, one after the other; in a healthy story no task is killed.
/// </summary>
internal sealed class OomKilledService : IAsyncDisposable
{
    /// <summary>The alert that fires for the service.</summary>
    public const string ServiceAlert = "EcsTasksDieYoung";

    /// <summary>The name of the service.</summary>
    public const string Name = "storefront";

    private const string Scenario = "fargate";
    private static readonly TimeSpan TimeToReplace = TimeSpan.FromSeconds(5);

    private readonly StoryOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<IReadOnlyList<FleetMember>, Task> _changed;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _killedInstances = [];

    private OomKilledService(StoryOptions options, TimeProvider time, Func<IReadOnlyList<FleetMember>, Task> changed)
    {
        _options = options;
        _time = time;
        _changed = changed;
        Completion = RunTasksAsync();
    }

    /// <summary>The alerts that fire for each killed task. Only a task that pushes a last reading reports its exit code.</summary>
    public IReadOnlyList<string> Alerts => _options.Pushed ? ["EcsTaskEndedWithError", "EcsTaskKilledForMemory"] : ["EcsTaskKilledForMemory"];

    /// <summary>The label <c>instance</c> of each killed task.</summary>
    public IReadOnlyList<string> KilledInstances
    {
        get
        {
            lock (_killedInstances)
            {
                return [.. _killedInstances];
            }
        }
    }

    /// <summary>Runs until the service is disposed of; faults when a task cannot be started.</summary>
    public Task Completion { get; }

    /// <summary>Whether all tasks that run out of memory have been killed.</summary>
    public bool AreAllKilled => KilledInstances.Count == Deaths;

    /// <param name="options">How long the tasks live, and whether they push.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called with the service's tasks whenever a task has started or ended.</param>
    public static OomKilledService Start(StoryOptions options, TimeProvider time, Func<IReadOnlyList<FleetMember>, Task> changed) =>
        new(options, time, changed);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>
    /// Time from the end of the container to the end of the exporter. An exporter that pushes ends later, because its cached reading may be a second
    /// old. A scrape seldom happens between the two ends; here it never does, because the exporter ends first.
    /// </summary>
    private TimeSpan TimeToStop => TimeSpan.FromSeconds(_options.Pushed ? 2 : -1);

    private int Deaths => _options.Healthy ? 0 : 3;

    private async Task RunTasksAsync()
    {
        for (var number = 0; ; number++)
        {
            var trouble = number < Deaths ? Trouble.KilledForMemory("app", _options.ShortLife) : null;
            var task = new StoryTask(Scenario, Seed: 100 + number, trouble) { Age = TimeSpan.Zero };
            await using var member = await FleetMember.StartAsync(task, _options, _time, _stopping.Token);
            await _changed([member]);
            await Task.Delay(trouble is null ? Timeout.InfiniteTimeSpan : _options.ShortLife + TimeToStop, _time, _stopping.Token);
            await member.EndAsync(_stopping.Token);
            lock (_killedInstances)
            {
                _killedInstances.Add(member.Instance);
            }

            await _changed([]);
            await Task.Delay(TimeToReplace, _time, _stopping.Token);
        }
    }
}
