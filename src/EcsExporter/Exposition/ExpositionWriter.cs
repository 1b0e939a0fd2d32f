// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Exposition;

/// <summary>
/// A format bound to the registry that it writes. It caches the bytes that are the same in every scrape, so create it once per registry. Thread-safe.
/// </summary>
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

    /// <summary>Writes all samples of <paramref name="scrape"/>.</summary>
    public void Write(TScrape scrape, IBufferWriter<byte> output) => Write([scrape], output);

    /// <summary>Writes all samples of several scrapes; each family appears once, with the samples of every scrape.</summary>
    public void Write(ReadOnlySpan<TScrape> scrapes, IBufferWriter<byte> output)
    {
        var writer = _begin(output);
        _registry.Collect(scrapes, writer);
        writer.Complete();
    }
}

/// <summary>
/// Writes one scrape's samples in one format. A family's header is written with its first sample, so a family without samples does not appear.
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

    /// <summary>Ends the last family and the exposition.</summary>
    public void Complete()
    {
        EndCurrent();
        End();
    }

    /// <summary>Writes the bytes before a family's first sample.</summary>
    protected abstract void BeginFamily(RegisteredFamily family);

    /// <summary>Writes one sample; <paramref name="labelValues"/> has one value for each of the family's label names, in their order.</summary>
    protected abstract void WriteSample(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value);

    /// <summary>Writes the bytes after a family's last sample.</summary>
    protected virtual void EndFamily(RegisteredFamily family)
    {
    }

    /// <summary>Writes the bytes after the last family.</summary>
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
