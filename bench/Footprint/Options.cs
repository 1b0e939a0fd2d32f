// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>What is measured, and how often.</summary>
internal sealed class Options
{
    /// <summary>The published exporter; null until it is named.</summary>
    public string? Binary { get; set; }

    /// <summary>A captured document <c>/task</c>; null for a simulated one.</summary>
    public string? TaskFile { get; set; }

    /// <summary>A captured document <c>/task/stats</c>; null for a simulated one.</summary>
    public string? StatsFile { get; set; }

    /// <summary>Containers of a generated task; null for the payload that everything is compared with.</summary>
    public int? Containers { get; set; }

    /// <summary>Scrapes after which memory is read, ascending; the last one ends the measurement.</summary>
    public IReadOnlyList<int> Scrapes { get; set; } = [1000, 10_000];

    /// <summary>Blocks the scrapes are divided into; after each it is the next exporter's turn.</summary>
    public int Rounds { get; set; } = 10;

    /// <summary>Time between the end of a scrape and the beginning of the next one.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>How often each exporter is started to time its start.</summary>
    public int Starts { get; set; } = 9;

    /// <summary>Commands of other exporters.</summary>
    public IList<string> Peers { get; } = [];

    /// <summary>The path of the other exporters' metrics.</summary>
    public string PeerPath { get; set; } = "/metrics";

    /// <summary>Whether to measure tasks of growing size instead.</summary>
    public bool Growth { get; set; }

    /// <summary>Where to write the figures as JSON; null for nowhere.</summary>
    public string? JsonFile { get; set; }

    /// <summary>Whether help is all that is asked for.</summary>
    public bool Help { get; set; }
}
