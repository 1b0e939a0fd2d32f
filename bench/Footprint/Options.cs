// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>The options of a measurement.</summary>
internal sealed record Options
{
    /// <summary>The published exporter.</summary>
    public required string Binary { get; init; }

    /// <summary>A captured document <c>/task</c>; null for a simulated one.</summary>
    public string? TaskFile { get; init; }

    /// <summary>A captured document <c>/task/stats</c>; null for a simulated one.</summary>
    public string? StatsFile { get; init; }

    /// <summary>The number of containers in a simulated task; null for the reference payload.</summary>
    public int? Containers { get; init; }

    /// <summary>The numbers of scrapes after which memory is read, ascending; the measurement ends after the last.</summary>
    public required IReadOnlyList<int> Scrapes { get; init; }

    /// <summary>The number of blocks into which the scrapes are divided; the exporters take turns after each block.</summary>
    public required int Rounds { get; init; }

    /// <summary>Time from the end of a scrape to the start of the next.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>The number of timed starts of each exporter.</summary>
    public required int Starts { get; init; }

    /// <summary>The commands that start other exporters.</summary>
    public required IReadOnlyList<string> Peers { get; init; }

    /// <summary>The path of the other exporters' metrics.</summary>
    public required string PeerPath { get; init; }

    /// <summary>Whether to measure tasks of growing size instead.</summary>
    public bool Growth { get; init; }

    /// <summary>When not empty, one exporter for all tasks on an instance is measured instead, with these numbers of tasks.</summary>
    public required IReadOnlyList<int> Hosts { get; init; }

    /// <summary>The file to which the figures are written as JSON; null for none.</summary>
    public string? JsonFile { get; init; }
}
