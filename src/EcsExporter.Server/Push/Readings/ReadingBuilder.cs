// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Server.Push.Readings;

/// <summary>Builds readings from scrapes, one at a time.</summary>
/// <param name="identity">The labels of the exporter's own task.</param>
/// <param name="maxBytes">Returns the memory limit of a reading with its series, and of one target's samples before compression.</param>
internal sealed class ReadingBuilder(PushIdentity identity, Func<int> maxBytes) : ISampleSink
{
    private readonly Dictionary<RegisteredFamily, FamilyLabels> _families = [];
    private readonly FamilyLabels _up = new("up", [], identity.Job);
    private readonly MessageBuffer _entries = new();
    private readonly MessageBuffer _entriesBefore = new();
    private byte[] _instance = [];
    private double[] _values = [];
    private int _count;
    private Dictionary<string, SeriesSet> _series = [];
    private long _lastUnixMilliseconds;

    /// <summary>Builds a reading of all samples that the tasks add, and of <c>up</c> with the value 1 for each task.</summary>
    /// <param name="collect">Passes every sample of the exporter's own task to a sink.</param>
    /// <param name="time">When the samples were taken.</param>
    /// <param name="others">The other tasks of the host; null for none.</param>
    /// <exception cref="ReadingTooLargeException">The reading would take more memory than allowed.</exception>
    public Reading Build(Action<ISampleSink> collect, DateTimeOffset time, IReadOnlyList<PushTarget>? others = null)
    {
        List<TargetReading> targets = [];
        Dictionary<string, SeriesSet> series = [];
        long bytes = 0;
        foreach (var target in (IReadOnlyList<PushTarget>)[new(identity.Instance, collect), .. others ?? []])
        {
            var reading = Read(target);
            targets.Add(reading);
            series[target.Instance] = reading.Series;
            bytes += reading.Bytes + reading.Series.Bytes;
            if (bytes > maxBytes())
            {
                throw new ReadingTooLargeException(maxBytes());
            }
        }

        _series = series;
        return new Reading(targets, Advance(time));
    }

    /// <summary>Builds a reading that ends every series.</summary>
    public Reading End(DateTimeOffset time) => Reading.End(Advance(time));

    /// <inheritdoc/>
    public void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start)
    {
        if (!_families.TryGetValue(family, out var labels))
        {
            _families[family] = labels = new FamilyLabels(family.Name, family.LabelNames, identity.Job);
        }

        Add(family.Type == MetricType.Counter, start, labels, labelValues, value);
    }

    private TargetReading Read(PushTarget target)
    {
        _entries.Clear();
        _count = 0;
        _instance = FamilyLabels.EncodeInstance(target.Instance);
        target.Collect(this);
        Add(isCounter: false, null, _up, [], 1);
        var series = _series.TryGetValue(target.Instance, out var before) && before.Has(_entries.WrittenSpan, _entriesBefore)
            ? before
            : new SeriesSet(target.Instance, _entries.WrittenSpan, _count);
        return new TargetReading(series, _values.AsSpan(0, _count));
    }

    private void Add(bool isCounter, Timestamp? start, FamilyLabels labels, ReadOnlySpan<string> labelValues, double value)
    {
        var entry = _entries.Length;
        _ = _entries.GetSpan(SeriesSet.HeaderLength);
        _entries.Advance(SeriesSet.HeaderLength);
        labels.Append(_entries, _instance, labelValues);
        SeriesSet.WriteHeader(_entries.Slice(entry), isCounter, start?.UnixNanoseconds ?? 0);
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, Math.Max(64, 2 * _count));
        }

        _values[_count++] = value;
        if (_entries.Length + (_count * sizeof(double)) > maxBytes())
        {
            throw new ReadingTooLargeException(maxBytes());
        }
    }

    /// <summary>
    /// Returns a time later than that of the last reading, even if the clock was set back, because receivers refuse samples that are not newer.
    /// </summary>
    private long Advance(DateTimeOffset time) => _lastUnixMilliseconds = Math.Max(time.ToUnixTimeMilliseconds(), _lastUnixMilliseconds + 1);
}

/// <summary>Reports that a reading would exceed the memory limit.</summary>
internal sealed class ReadingTooLargeException(int maxBytes) : Exception($"the metrics would take more than {maxBytes} bytes");
