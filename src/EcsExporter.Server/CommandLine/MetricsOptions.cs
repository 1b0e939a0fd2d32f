// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata;

namespace EcsExporter.Server.CommandLine;

/// <summary>What every series carries beside its own labels.</summary>
internal sealed class MetricsOptions(FlagValues values)
{
    /// <summary>Labels with one value for good, and labels that say which task it is.</summary>
    public IReadOnlyList<CommonLabel<TaskSnapshot>> CommonLabels { get; } = [.. values.Get(Flags.MetricsLabel), .. values.Get(Flags.MetricsTaskLabels)];
}
