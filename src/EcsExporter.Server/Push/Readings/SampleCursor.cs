// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// Walks the samples of a reading and then the series that have ended. A protocol takes as many as one request may have, and goes on from there
/// with the next request.
/// </summary>
/// <param name="reading">The reading.</param>
/// <param name="ended">The series that get their end with this reading.</param>
internal sealed class SampleCursor(Reading reading, SeriesSet ended)
{
    private int _index;
    private int _position;

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => _index == reading.Series.Count + ended.Count;

    /// <summary>When the samples were taken, and the series ended.</summary>
    public long UnixMilliseconds => reading.UnixMilliseconds;

    /// <summary>The current sample. Must not be called at the end.</summary>
    public Sample Current
    {
        get
        {
            var position = _position;
            return _index < reading.Series.Count
                ? new Sample(reading.Series.Next(ref position), reading.Values[_index], isEnd: false)
                : new Sample(ended.Next(ref position), double.NaN, isEnd: true);
        }
    }

    /// <summary>Goes on to the next sample. Must not be called at the end.</summary>
    public void MoveNext()
    {
        _ = (_index < reading.Series.Count ? reading.Series : ended).Next(ref _position);
        if (++_index == reading.Series.Count)
        {
            _position = 0;
        }
    }
}

/// <summary>One sample of a reading.</summary>
/// <param name="series">Its series.</param>
/// <param name="value">Its value; NaN at the end of the series.</param>
/// <param name="isEnd">Whether the series has ended, and this says so.</param>
internal readonly ref struct Sample(Series series, double value, bool isEnd)
{
    public Series Series { get; } = series;

    public double Value { get; } = value;

    public bool IsEnd { get; } = isEnd;
}
