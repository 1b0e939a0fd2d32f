// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>What is measured, and how often.</summary>
internal sealed record Options
{
    /// <summary>The published exporter.</summary>
    public required string Binary { get; init; }

    /// <summary>A captured document <c>/task</c>; null for a simulated one.</summary>
    public string? TaskFile { get; init; }

    /// <summary>A captured document <c>/task/stats</c>; null for a simulated one.</summary>
    public string? StatsFile { get; init; }

    /// <summary>Containers of a generated task; null for the payload that everything is compared with.</summary>
    public int? Containers { get; init; }

    /// <summary>Scrapes after which memory is read, ascending; the last one ends the measurement.</summary>
    public required IReadOnlyList<int> Scrapes { get; init; }

    /// <summary>Blocks the scrapes are divided into; after each block it is the next exporter's turn.</summary>
    public required int Rounds { get; init; }

    /// <summary>Time between the end of a scrape and the beginning of the next one.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How often each exporter is started to time its start.</summary>
    public required int Starts { get; init; }

    /// <summary>Commands of other exporters.</summary>
    public required IReadOnlyList<string> Peers { get; init; }

    /// <summary>The path of the other exporters' metrics.</summary>
    public required string PeerPath { get; init; }

    /// <summary>Whether to measure tasks of growing size instead.</summary>
    public bool Growth { get; init; }

    /// <summary>The numbers of tasks with which to measure one exporter for all tasks of an instance instead; empty for not.</summary>
    public required IReadOnlyList<int> Hosts { get; init; }

    /// <summary>Where to write the figures as JSON; null for nowhere.</summary>
    public string? JsonFile { get; init; }
}
