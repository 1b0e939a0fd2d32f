// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Snappier;

namespace EcsExporter.Server.Push.Readings;

/// <summary>Holds all samples of one moment. Immutable.</summary>
/// <param name="targets">The samples of each target. Each instance has one target.</param>
/// <param name="unixMilliseconds">When the samples were taken.</param>
internal sealed class Reading(IReadOnlyList<TargetReading> targets, long unixMilliseconds)
{
    /// <summary>The samples of each target: the exporter's own task and, in a Managed Daemon, the other tasks of the host.</summary>
    public IReadOnlyList<TargetReading> Targets => targets;

    /// <summary>When the samples were taken, in Unix milliseconds; later than in the previous reading.</summary>
    public long UnixMilliseconds => unixMilliseconds;

    /// <summary>Creates a reading without samples, which ends every series.</summary>
    public static Reading End(long unixMilliseconds) => new([], unixMilliseconds);
}

/// <summary>
/// Holds the samples of one target. The values are compressed while the reading waits: a daemon with 100 tasks of three containers each has 18,000
/// values, which take 65 kB instead of 144 kB. Forty such readings cover ten minutes without the receiver.
/// </summary>
internal sealed class TargetReading
{
    private readonly byte[] _values;

    /// <param name="series">The series; at least one.</param>
    /// <param name="values">A value for each series, in their order.</param>
    public TargetReading(SeriesSet series, ReadOnlySpan<double> values)
    {
        Series = series;
        _values = Snappy.CompressToArray(MemoryMarshal.AsBytes(values));
    }

    public SeriesSet Series { get; }

    /// <summary>The memory that the values take.</summary>
    public int Bytes => _values.Length;

    /// <summary>Copies a value for each series, in their order.</summary>
    public void CopyValuesTo(Span<double> values) => Snappy.Decompress(_values, MemoryMarshal.AsBytes(values));
}
