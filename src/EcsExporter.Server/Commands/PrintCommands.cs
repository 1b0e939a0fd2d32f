// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Cluster.Families;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Server.Commands;

/// <summary>Runs the commands that write to standard output and end. They return exit codes.</summary>
internal static class PrintCommands
{
    /// <summary>Runs <c>metrics</c>: writes the metric reference, the content of <c>docs/metrics.md</c>.</summary>
    public static int PrintMetricReference(ExporterOptions options, ProcessContext process)
    {
        var noEndpoint = new MetadataEndpoint(null, "the metrics command reads none");
        using var exporter = new Exporter(noEndpoint, options, process.Environment, process.TimeProvider, process.Logger);
        return process.Print(ReferencePage.Render(
            Collector.All, exporter.OwnFamilies, [.. RegionFamilies.Of(new ApiCounters()), .. DiscoveryFamilies.All()]));
    }

    /// <summary>Runs <c>once</c>: writes one scrape. The exit code is 1 when <c>ecs_up</c> is 0.</summary>
    public static async Task<int> PrintScrapeAsync(ExporterOptions options, MetadataEndpoint endpoint, ProcessContext process)
    {
        using var exporter = new Exporter(endpoint, options, process.Environment, process.TimeProvider, process.Logger);
        if (endpoint.BaseUri is null)
        {
            ServeCommand.LogNoEndpoint(process.Logger, endpoint.Origin);
        }

        var scrape = await exporter.ReadAsync(TimeSpan.MaxValue, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        exporter.Write(scrape, ExpositionFormat.Text, output);
        return Math.Max(process.Print(output.WrittenSpan), scrape.Task.IsUp ? 0 : 1);
    }
}
