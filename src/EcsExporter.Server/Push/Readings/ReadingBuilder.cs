// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Server.Push.Readings;

/// <summary>Makes readings out of scrapes, one at a time.</summary>
/// <param name="identity">What is added to every series of the exporter's own task.</param>
/// <param name="maxBytes">The most that a reading and its series may take.</param>
internal sealed class ReadingBuilder(PushIdentity identity, int maxBytes) : ISampleSink
{
    private readonly Dictionary<RegisteredFamily, FamilyLabels> _families = [];
    private readonly FamilyLabels _up = new("up", [], identity.Job);
    private readonly byte[] _ownInstance = FamilyLabels.EncodeInstance(identity.Instance);
    private readonly MessageBuffer _entries = new();
    private byte[] _instance = [];
    private double[] _values = [];
    private int _count;
    private SeriesSet _series = SeriesSet.Empty;
    private long _lastUnixMilliseconds;

    /// <summary>A reading of all samples that the tasks add, and of <c>up</c> for each task, which is 1.</summary>
    /// <param name="collect">Hands every sample of the exporter's own task to a sink.</param>
    /// <param name="time">When the samples were taken.</param>
    /// <param name="others">The other tasks of the host, if there are any.</param>
    /// <exception cref="ReadingTooLargeException">The reading would take more memory than allowed.</exception>
    public Reading Build(Action<ISampleSink> collect, DateTimeOffset time, IReadOnlyList<PushTarget>? others = null)
    {
        _entries.Clear();
        _count = 0;
        AddTask(_ownInstance, collect);
        foreach (var other in others ?? [])
        {
            AddTask(FamilyLabels.EncodeInstance(other.Instance), other.Collect);
        }

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
            _families[family] = labels = new FamilyLabels(family.Name, family.LabelNames, identity.Job);
        }

        Add(family.Type == MetricType.Counter, start, labels, labelValues, value);
    }

    private void AddTask(byte[] instance, Action<ISampleSink> collect)
    {
        _instance = instance;
        collect(this);
        Add(isCounter: false, null, _up, [], 1);
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
