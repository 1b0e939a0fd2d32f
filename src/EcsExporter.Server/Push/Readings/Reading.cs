// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Snappier;

namespace EcsExporter.Server.Push.Readings;

/// <summary>All samples of one moment. Immutable.</summary>
/// <param name="targets">The samples of each target, of which each instance has one.</param>
/// <param name="unixMilliseconds">When the samples were taken.</param>
internal sealed class Reading(IReadOnlyList<TargetReading> targets, long unixMilliseconds)
{
    /// <summary>The samples of each target: of the exporter's own task, and of the other tasks of the host in a Managed Daemon.</summary>
    public IReadOnlyList<TargetReading> Targets => targets;

    /// <summary>When the samples were taken; later than in the reading before.</summary>
    public long UnixMilliseconds => unixMilliseconds;

    /// <summary>A reading without samples, which ends every series.</summary>
    public static Reading End(long unixMilliseconds) => new([], unixMilliseconds);
}

/// <summary>
/// The samples of one target. While the reading waits, its values are compressed: a daemon with 100 tasks of three containers has 18,000, which take
/// 65 kB instead of 144 kB. Forty such readings are ten minutes without the receiver.
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

    /// <summary>The series.</summary>
    public SeriesSet Series { get; }

    /// <summary>The memory that the values take.</summary>
    public int Bytes => _values.Length;

    /// <summary>Writes a value for each series, in their order.</summary>
    public void CopyValuesTo(Span<double> values) => Snappy.Decompress(_values, MemoryMarshal.AsBytes(values));
}
