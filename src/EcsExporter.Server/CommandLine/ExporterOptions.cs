// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>Everything that can be set from outside, read once at the start. Each property is one flag.</summary>
internal sealed class ExporterOptions(FlagSet flags, FlagValues values)
{
    /// <summary>What is served, and where.</summary>
    public WebOptions Web { get; } = new(values);

    /// <summary>Which log lines are written, and how.</summary>
    public LogOptions Log { get; } = new(values);

    /// <summary>How the task metadata endpoint is read.</summary>
    public EcsOptions Ecs { get; } = new(values);

    /// <summary>What every series carries.</summary>
    public MetricsOptions Metrics { get; } = new(values);

    /// <summary>How the process ends.</summary>
    public ShutdownOptions Shutdown { get; } = new(values);

    /// <summary>What the demo simulates.</summary>
    public DemoOptions Demo { get; } = new(values);

    /// <summary>The names of the collectors that run; enumerates in ordinal order.</summary>
    public IReadOnlySet<string> Collectors { get; } = flags.EnabledCollectors(values);
}
