// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// Iterates over the samples of a reading, and then over the series that have ended. Each request takes as many samples as fit, and the next one
/// continues from there.
/// </summary>
/// <param name="reading">The reading.</param>
/// <param name="ended">The series that end with this reading. No set is empty.</param>
internal sealed class SampleCursor(Reading reading, IReadOnlyList<SeriesSet> ended)
{
    private readonly MessageBuffer _entries = new();
    private double[] _values = [];
    private int _target;
    private int _index;
    private int _position;

    /// <summary>Whether all samples have been taken.</summary>
    public bool IsAtEnd => _target == reading.Targets.Count + ended.Count;

    /// <summary>When the samples were taken and the series ended, in Unix milliseconds.</summary>
    public long UnixMilliseconds => reading.UnixMilliseconds;

    /// <summary>The current sample; valid until the next call of this property. Must not be called at the end.</summary>
    public Sample Current
    {
        get
        {
            if (_index == 0)
            {
                Unpack();
            }

            var position = _position;
            var series = SeriesSet.Next(_entries.WrittenSpan, ref position);
            return _target < reading.Targets.Count ? new Sample(series, _values[_index], isEnd: false) : new Sample(series, double.NaN, isEnd: true);
        }
    }

    private SeriesSet Series => _target < reading.Targets.Count ? reading.Targets[_target].Series : ended[_target - reading.Targets.Count];

    /// <summary>Moves to the next sample. Must not be called at the end, or before <see cref="Current"/>.</summary>
    public void MoveNext()
    {
        _ = SeriesSet.Next(_entries.WrittenSpan, ref _position);
        if (++_index == Series.Count)
        {
            _target++;
            _index = 0;
            _position = 0;
        }
    }

    private void Unpack()
    {
        Series.CopyTo(_entries);
        if (_target < reading.Targets.Count)
        {
            if (_values.Length < Series.Count)
            {
                _values = new double[Series.Count];
            }

            reading.Targets[_target].CopyValuesTo(_values.AsSpan(0, Series.Count));
        }
    }
}

/// <summary>Holds one sample of a reading.</summary>
/// <param name="series">The series of the sample.</param>
/// <param name="value">The value; NaN at the end of the series.</param>
/// <param name="isEnd">Whether the sample marks the end of its series.</param>
internal readonly ref struct Sample(Series series, double value, bool isEnd)
{
    public Series Series { get; } = series;

    public double Value { get; } = value;

    public bool IsEnd { get; } = isEnd;
}
