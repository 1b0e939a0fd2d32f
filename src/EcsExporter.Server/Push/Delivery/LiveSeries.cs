// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>The series that the receiver may have and that have not ended, target by target. Immutable.</summary>
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

    /// <summary>The memory that they take.</summary>
    public long Bytes => _byInstance.Values.Sum(static series => (long)series.Bytes);

    /// <summary>The series of a reading.</summary>
    public static LiveSeries Of(Reading reading) => new(reading.Targets.Select(static target => target.Series));

    /// <summary>Those that the others do not have: all of them for a target that the others do not have. No set is empty.</summary>
    public IReadOnlyList<SeriesSet> Except(LiveSeries others) =>
    [
        .. _byInstance.Values.Select(series => others.Find(series) is { } other ? series.Except(other) : series).Where(static left => left.Count > 0),
    ];

    /// <summary>The series of both.</summary>
    public LiveSeries Union(LiveSeries others) =>
        new(_byInstance.Values.Concat(others._byInstance.Values.Select(series => Find(series)?.Union(series) ?? series)));

    private SeriesSet? Find(SeriesSet series) => _byInstance.GetValueOrDefault(series.Instance);
}
