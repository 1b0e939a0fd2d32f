// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata;

namespace EcsExporter.Exposition;

/// <summary>
/// Writes one scrape's samples in one format. A family's header comes with its first sample, so a family without samples
/// leaves no trace.
/// </summary>
public abstract class ExpositionWriter : ISampleSink
{
    private PublishedFamily? _current;

    private protected ExpositionWriter(IBufferWriter<byte> output) => Output = output;

    /// <summary>Where the bytes go.</summary>
    private protected IBufferWriter<byte> Output { get; }

    /// <summary>Writes everything <paramref name="catalogue"/> publishes of <paramref name="snapshot"/>.</summary>
    public static void Write(Catalogue catalogue, TaskSnapshot snapshot, ExpositionFormat format, IBufferWriter<byte> output)
    {
        var writer = format.CreateWriter(output);
        catalogue.Collect(snapshot, writer);
        writer.Complete();
    }

    /// <inheritdoc/>
    public void Add(PublishedFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start)
    {
        if (family != _current)
        {
            EndCurrent();
            _current = family;
            BeginFamily(family);
        }

        WriteSample(family, labelValues, value);
    }

    /// <summary>Writes what stands before a family's first sample.</summary>
    private protected abstract void BeginFamily(PublishedFamily family);

    /// <summary>
    /// Writes one sample; <paramref name="labelValues"/> has one value for each of the family's label names, in their order.
    /// </summary>
    private protected abstract void WriteSample(PublishedFamily family, ReadOnlySpan<string> labelValues, double value);

    /// <summary>Writes what stands behind a family's last sample.</summary>
    private protected virtual void EndFamily(PublishedFamily family)
    {
    }

    /// <summary>Writes what stands at the end.</summary>
    private protected virtual void End()
    {
    }

    /// <summary>Appends bytes as they are.</summary>
    private protected void Append(ReadOnlySpan<byte> text) => Output.Write(text);

    private void Complete()
    {
        EndCurrent();
        End();
    }

    private void EndCurrent()
    {
        if (_current is { } family)
        {
            EndFamily(family);
        }
    }
}
