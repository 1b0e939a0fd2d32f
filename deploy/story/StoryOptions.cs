// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Story;

/// <summary>How the story is told.</summary>
internal sealed record StoryOptions
{
    /// <summary>The port of Prometheus on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>The exporters push their metrics. Else Prometheus scrapes them.</summary>
    public bool Pushed { get; init; }

    /// <summary>Only the tasks that nothing is wrong with. Else one more for each trouble.</summary>
    public bool Healthy { get; init; }

    /// <summary>Time for which alerts have to hold; null as in the files.</summary>
    public int? HoldSeconds { get; init; }

    /// <summary>Time between two readings of a task, and between two evaluations of the rules; null as in the files.</summary>
    public int? IntervalSeconds { get; init; }

    /// <summary>How long the tasks live that die young.</summary>
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
