// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Holds the series that the receiver may have and that have not ended, by target. Immutable.</summary>
internal sealed class LiveSeries
{
    private readonly Dictionary<string, SeriesSet> _byInstance = [];

    private LiveSeries(params IEnumerable<SeriesSet> sets)
    {
        foreach (var series in sets)
        {
            _byInstance[series.Instance] = series;
        }
    }

    /// <summary>No series.</summary>
    public static LiveSeries None { get; } = new();

    /// <summary>The memory that the series take.</summary>
    public long Bytes => _byInstance.Values.Sum(static series => (long)series.Bytes);

    /// <summary>Returns the series of a reading.</summary>
    public static LiveSeries Of(Reading reading) => new(reading.Targets.Select(static target => target.Series));

    /// <summary>Returns the series that are not in the other set. No <see cref="SeriesSet"/> in the result is empty.</summary>
    public IReadOnlyList<SeriesSet> Except(LiveSeries others) =>
    [
        .. _byInstance.Values.Select(series => others.Find(series) is { } other ? series.Except(other) : series).Where(static left => left.Count > 0),
    ];

    /// <summary>Returns the series of both.</summary>
    public LiveSeries Union(LiveSeries others) =>
        new(_byInstance.Values.Concat(others._byInstance.Values.Select(series => Find(series)?.Union(series) ?? series)));

    private SeriesSet? Find(SeriesSet series) => _byInstance.GetValueOrDefault(series.Instance);
}
