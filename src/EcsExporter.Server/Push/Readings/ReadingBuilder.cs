// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Server.Push.Readings;

/// <summary>Makes readings out of scrapes, one at a time.</summary>
/// <param name="identity">What is added to every series.</param>
/// <param name="maxBytes">The most that a reading and its series may take.</param>
internal sealed class ReadingBuilder(PushIdentity identity, int maxBytes) : ISampleSink
{
    private readonly Dictionary<RegisteredFamily, FamilyLabels> _families = [];
    private readonly FamilyLabels _up = new("up", [], identity);
    private readonly MessageBuffer _entries = new();
    private double[] _values = [];
    private int _count;
    private SeriesSet _series = SeriesSet.Empty;
    private long _lastUnixMilliseconds;

    /// <summary>A reading of all samples that <paramref name="collect"/> adds, and of <c>up</c>, which is 1.</summary>
    /// <param name="collect">Hands every sample to a sink.</param>
    /// <param name="time">When the samples were taken.</param>
    /// <exception cref="ReadingTooLargeException">The reading would take more memory than allowed.</exception>
    public Reading Build(Action<ISampleSink> collect, DateTimeOffset time)
    {
        _entries.Clear();
        _count = 0;
        collect(this);
        Add(isCounter: false, null, _up, [], 1);
        if (!_series.Has(_entries.WrittenSpan))
        {
            _series = new SeriesSet(_entries.WrittenSpan, _count);
        }

        return new Reading(_series, _values.AsSpan(0, _count).ToArray(), Advance(time));
    }

    /// <summary>A reading that ends every series.</summary>
    public Reading End(DateTimeOffset time) => Reading.End(Advance(time));

    /// <inheritdoc/>
    public void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start)
    {
        if (!_families.TryGetValue(family, out var labels))
        {
            _families[family] = labels = new FamilyLabels(family.Name, family.LabelNames, identity);
        }

        Add(family.Type == MetricType.Counter, start, labels, labelValues, value);
    }

    private void Add(bool isCounter, Timestamp? start, FamilyLabels labels, ReadOnlySpan<string> labelValues, double value)
    {
        var entry = _entries.Length;
        _ = _entries.GetSpan(SeriesSet.HeaderLength);
        _entries.Advance(SeriesSet.HeaderLength);
        labels.Append(_entries, labelValues);
        SeriesSet.WriteHeader(_entries.Slice(entry), isCounter, start?.UnixNanoseconds ?? 0);
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, Math.Max(64, 2 * _count));
        }

        _values[_count++] = value;
        if (_entries.Length + (_count * sizeof(double)) > maxBytes)
        {
            throw new ReadingTooLargeException(maxBytes);
        }
    }

    /// <summary>Receivers refuse samples that are not newer than those before, so a clock that was set back stands still for them.</summary>
    private long Advance(DateTimeOffset time) => _lastUnixMilliseconds = Math.Max(time.ToUnixTimeMilliseconds(), _lastUnixMilliseconds + 1);
}

/// <summary>A reading would take more memory than it may.</summary>
internal sealed class ReadingTooLargeException(int maxBytes) : Exception($"the metrics of this task would take more than {maxBytes} bytes");
