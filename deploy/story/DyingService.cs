// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Story;

/// <summary>A service of one task. Three of its tasks are killed for memory, one after the other, and replaced; in a healthy story none is.</summary>
internal sealed class DyingService : IAsyncDisposable
{
    /// <summary>What the service raises.</summary>
    public const string ServiceAlert = "EcsTasksDieYoung";

    /// <summary>The name of the service.</summary>
    public const string Name = "storefront";

    private const string Scenario = "fargate";
    private static readonly TimeSpan TimeToReplace = TimeSpan.FromSeconds(5);

    private readonly StoryOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<IReadOnlyList<FleetMember>, Task> _changed;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _dead = [];

    private DyingService(StoryOptions options, TimeProvider time, Func<IReadOnlyList<FleetMember>, Task> changed)
    {
        _options = options;
        _time = time;
        _changed = changed;
        Living = LiveAsync();
    }

    /// <summary>What each of the tasks raises that died. The exit code is known only of those that could push a last reading.</summary>
    public IReadOnlyList<string> Alerts => _options.Pushed ? ["EcsTaskEndedWithError", "EcsTaskKilledForMemory"] : ["EcsTaskKilledForMemory"];

    /// <summary>The label <c>instance</c> of each task that died.</summary>
    public IReadOnlyList<string> Dead
    {
        get
        {
            lock (_dead)
            {
                return [.. _dead];
            }
        }
    }

    /// <summary>Ends only if a task cannot be started.</summary>
    public Task Living { get; }

    /// <summary>Whether all have died that will.</summary>
    public bool IsOver => Dead.Count == Deaths;

    /// <param name="options">How long a life is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Told of the service's tasks whenever one began or ended.</param>
    public static DyingService Start(StoryOptions options, TimeProvider time, Func<IReadOnlyList<FleetMember>, Task> changed) => new(options, time, changed);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>
    /// From the end of the container to the end of the exporter. The exporter may answer from a reading that is a second old, so the last push
    /// comes later. A scrape seldom falls between the two ends; here it never does.
    /// </summary>
    private TimeSpan TimeToStop => TimeSpan.FromSeconds(_options.Pushed ? 2 : -1);

    private int Deaths => _options.Healthy ? 0 : 3;

    private async Task LiveAsync()
    {
        for (var number = 0; ; number++)
        {
            var trouble = number < Deaths ? Trouble.KilledForMemory("app", _options.ShortLife) : null;
            var task = new StoryTask(Scenario, Seed: 100 + number, trouble) { Age = TimeSpan.Zero };
            await using var member = await FleetMember.StartAsync(task, _options, _time, _stopping.Token);
            await _changed([member]);
            await Task.Delay(trouble is null ? Timeout.InfiniteTimeSpan : _options.ShortLife + TimeToStop, _time, _stopping.Token);
            await member.EndAsync(_stopping.Token);
            lock (_dead)
            {
                _dead.Add(member.Instance);
            }

            await _changed([]);
            await Task.Delay(TimeToReplace, _time, _stopping.Token);
        }
    }
}
