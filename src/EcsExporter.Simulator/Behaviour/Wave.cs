// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

/// <summary>
/// A smooth curve of period 1 between −1 and 1, and its integral. It resembles a sine but consists of parabolas. They need only additions and
/// multiplications, which every machine rounds alike, so documents are reproducible to the byte.
/// </summary>
internal static class Wave
{
    public static double At(double turns)
    {
        var x = turns - Math.Floor(turns);
        return x < 0.5 ? 16 * x * (0.5 - x) : -16 * (x - 0.5) * (1 - x);
    }

    /// <summary>The integral from 0; it returns to 0 after each full turn.</summary>
    public static double IntegralAt(double turns)
    {
        var x = turns - Math.Floor(turns);
        return x < 0.5 ? Hump(x) : (1.0 / 3) - Hump(x - 0.5);
    }

    private static double Hump(double x) => (4 * x * x) - (16 * x * x * x / 3);
}

/// <summary>The curve of a gauge, which rises after the start and then oscillates around its mean.</summary>
/// <param name="Settled">The mean after the rise.</param>
/// <param name="Swing">Amplitude as a share of the mean, in [0, 1).</param>
/// <param name="PeriodSeconds">Period of the oscillation.</param>
/// <param name="Phase">The phase at the start, in turns.</param>
internal readonly record struct Level(double Settled, double Swing, double PeriodSeconds, double Phase)
{
    private const double RiseSeconds = 4;

    /// <summary>A level with a period and phase derived from its name, so that no two gauges move in step.</summary>
    public static Level Named(string name, int seed, double settled) =>
        new(settled, 0.15, 120 + (300 * Noise.Fraction(name + "/period", seed)), Noise.Fraction(name + "/phase", seed));

    public double At(TimeSpan elapsed) =>
        Settled * Risen(elapsed) * (1 + (Swing * Wave.At((elapsed.TotalSeconds / PeriodSeconds) + Phase)));

    /// <summary>An upper bound of the level so far, which never decreases.</summary>
    public double PeakAt(TimeSpan elapsed) => Settled * Risen(elapsed) * (1 + Swing);

    private static double Risen(TimeSpan elapsed) => elapsed.TotalSeconds / (elapsed.TotalSeconds + RiseSeconds);
}

/// <summary>The curve of a counter, whose rate oscillates around its mean and is never negative.</summary>
/// <param name="PerSecond">Mean rate, in the counter's unit.</param>
/// <param name="Swing">Amplitude of the rate as a share of its mean, in [0, 1).</param>
/// <param name="PeriodSeconds">Period of the oscillation.</param>
/// <param name="Phase">The phase at the start, in turns.</param>
internal readonly record struct Flow(double PerSecond, double Swing, double PeriodSeconds, double Phase)
{
    /// <summary>A flow with a period and phase derived from its name, so that no two counters move in step.</summary>
    public static Flow Named(string name, int seed, double perSecond) =>
        new(perSecond, 0.6, 180 + (240 * Noise.Fraction(name + "/period", seed)), Noise.Fraction(name + "/phase", seed));

    /// <summary>The counter after <paramref name="elapsed"/>: the integral of the rate, so it never decreases.</summary>
    public ulong TotalAt(TimeSpan elapsed)
    {
        var seconds = elapsed.TotalSeconds;
        var swing = Wave.IntegralAt((seconds / PeriodSeconds) + Phase) - Wave.IntegralAt(Phase);
        return (ulong)Math.Max(0, PerSecond * (seconds + (Swing * PeriodSeconds * swing)));
    }
}
