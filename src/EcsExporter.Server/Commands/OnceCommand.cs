// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Server.CommandLine;
using EcsExporter.TaskMetadata;

namespace EcsExporter.Server.Commands;

/// <summary>Writes one scrape to standard output.</summary>
internal static class OnceCommand
{
    /// <summary>0, or 1 when <c>ecs_up</c> is 0.</summary>
    public static async Task<int> RunAsync(ExporterOptions options, MetadataEndpoint endpoint, ProcessContext process)
    {
        using var exporter = new Exporter(endpoint, options, process.TimeProvider, process.Logger);
        var snapshot = await exporter.Source.ReadAsync(TimeSpan.MaxValue, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        exporter.Write(snapshot, ExpositionFormat.Text, output);
        return Math.Max(process.Print(output.WrittenSpan), snapshot.IsUp ? 0 : 1);
    }
}
