// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.TaskMetadata;

namespace EcsExporter.Server.Commands;

/// <summary>Writes the metric reference, which is <c>docs/metrics.md</c>, to standard output.</summary>
internal static class MetricsCommand
{
    public static int Run(ExporterOptions options, ProcessContext process)
    {
        var noEndpoint = new MetadataEndpoint(null, "the metrics command reads none");
        using var exporter = new Exporter(noEndpoint, options, process.TimeProvider, process.Logger);
        return process.Print(ReferencePage.Render(Collector.All, exporter.OwnFamilies));
    }
}
