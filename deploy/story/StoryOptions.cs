// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Story;

/// <summary>The options of the story.</summary>
internal sealed record StoryOptions
{
    /// <summary>The port of Prometheus on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the exporters push their metrics; otherwise Prometheus scrapes them.</summary>
    public bool Pushed { get; init; }

    /// <summary>Whether the story has only the tasks without trouble; otherwise it also has a task for each trouble.</summary>
    public bool Healthy { get; init; }

    /// <summary>The duration <c>for</c> of all alerts in seconds; null for the durations in deploy/rules.</summary>
    public int? HoldSeconds { get; init; }

    /// <summary>Seconds between two readings of a task, and between two evaluations of the rules; null for the values in the files.</summary>
    public int? IntervalSeconds { get; init; }

    /// <summary>How long the tasks that run out of memory live.</summary>
    public TimeSpan ShortLife { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The address of Prometheus.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>The flags that an exporter needs to push to Prometheus; none when it is scraped.</summary>
    public IReadOnlyList<string> PushFlags(string instance) => !Pushed ? [] :
    [
        $"--push.url={Address}api/v1/write",
        "--push.job=ecs",
        $"--push.instance={instance}",
        "--metrics.task-labels=cluster,family",
        .. IntervalSeconds is { } seconds ? [string.Create(CultureInfo.InvariantCulture, $"--push.interval={seconds}s")] : Array.Empty<string>(),
    ];
}
