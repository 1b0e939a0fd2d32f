// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Exposition;

/// <summary>A format bound to the registry that it writes. It keeps what is the same in every scrape, so it is made once. Thread-safe.</summary>
/// <typeparam name="TScrape">What the registry's families read.</typeparam>
public sealed class BoundFormat<TScrape>
    where TScrape : class
{
    private readonly MetricRegistry<TScrape> _registry;
    private readonly Func<IBufferWriter<byte>, ExpositionWriter> _begin;

    internal BoundFormat(MetricRegistry<TScrape> registry, Func<IBufferWriter<byte>, ExpositionWriter> begin)
    {
        _registry = registry;
        _begin = begin;
    }

    /// <summary>Writes everything that the registry publishes of <paramref name="scrape"/>.</summary>
    public void Write(TScrape scrape, IBufferWriter<byte> output) => Write([scrape], output);

    /// <summary>Writes everything that the registry publishes of several scrapes, each family with the samples of all of them.</summary>
    public void Write(ReadOnlySpan<TScrape> scrapes, IBufferWriter<byte> output)
    {
        var writer = _begin(output);
        _registry.Collect(scrapes, writer);
        writer.Complete();
    }
}

/// <summary>
/// Writes one scrape's samples in one format. A family's header comes with its first sample, so a family without samples leaves no trace.
/// </summary>
internal abstract class ExpositionWriter(IBufferWriter<byte> output) : ISampleSink
{
    private RegisteredFamily? _current;

    /// <summary>Where the bytes go.</summary>
    protected IBufferWriter<byte> Output { get; } = output;

    /// <inheritdoc/>
    public void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start)
    {
        if (family != _current)
        {
            EndCurrent();
            _current = family;
            BeginFamily(family);
        }

        WriteSample(family, labelValues, value);
    }

    /// <summary>Writes what stands behind the last sample.</summary>
    public void Complete()
    {
        EndCurrent();
        End();
    }

    /// <summary>Writes what stands before a family's first sample.</summary>
    protected abstract void BeginFamily(RegisteredFamily family);

    /// <summary>Writes one sample; <paramref name="labelValues"/> has one value for each of the family's label names, in their order.</summary>
    protected abstract void WriteSample(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value);

    /// <summary>Writes what stands behind a family's last sample.</summary>
    protected virtual void EndFamily(RegisteredFamily family)
    {
    }

    /// <summary>Writes what stands at the end.</summary>
    protected virtual void End()
    {
    }

    private void EndCurrent()
    {
        if (_current is { } family)
        {
            EndFamily(family);
        }
    }
}
