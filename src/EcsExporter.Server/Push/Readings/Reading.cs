// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Readings;

/// <summary>All samples of one moment. Immutable.</summary>
/// <param name="series">The series.</param>
/// <param name="values">A value for each series, in their order.</param>
/// <param name="unixMilliseconds">When the samples were taken.</param>
internal sealed class Reading(SeriesSet series, double[] values, long unixMilliseconds)
{
    /// <summary>The series.</summary>
    public SeriesSet Series => series;

    /// <summary>A value for each series, in their order.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>When the samples were taken; later than in the reading before.</summary>
    public long UnixMilliseconds => unixMilliseconds;

    /// <summary>The memory that the reading takes by itself, without its series.</summary>
    public int Bytes => values.Length * sizeof(double);

    /// <summary>A reading without samples, which ends every series.</summary>
    public static Reading End(long unixMilliseconds) => new(SeriesSet.Empty, [], unixMilliseconds);
}
