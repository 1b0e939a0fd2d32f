// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata;

namespace EcsExporter.Exposition;

/// <summary>Writes one scrape's samples in one format; a family's header comes with its first sample, so a family without samples leaves no trace.</summary>
public sealed class ExpositionWriter : ISampleSink
{
    private readonly ExpositionFormat _format;
    private readonly IBufferWriter<byte> _output;
    private PublishedFamily? _current;

    private ExpositionWriter(ExpositionFormat format, IBufferWriter<byte> output) => (_format, _output) = (format, output);

    /// <summary>Writes everything <paramref name="catalogue"/> publishes of <paramref name="snapshot"/>.</summary>
    public static void Write(Catalogue catalogue, TaskSnapshot snapshot, ExpositionFormat format, IBufferWriter<byte> output) =>
        catalogue.Collect(snapshot, new ExpositionWriter(format, output));

    void ISampleSink.Add(PublishedFamily family, ReadOnlySpan<string> labelValues, double value)
    {
        if (family != _current)
        {
            _format.BeginFamily(_output, family);
            _current = family;
        }

        _format.WriteSample(_output, family, labelValues, value);
    }
}
