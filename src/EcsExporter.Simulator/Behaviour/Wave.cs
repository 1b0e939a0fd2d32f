// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

/// <summary>
/// A smooth curve of period 1 between −1 and 1, and its integral. It looks like a sine and is made of parabolas: only
/// additions and multiplications, which every machine rounds alike, so documents are reproducible to the byte.
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

/// <summary>What a gauge shows: it rises to its level after the start and swings around it from then on.</summary>
/// <param name="Settled">Mean level once risen.</param>
/// <param name="Swing">Share of the level by which it varies, in [0, 1).</param>
/// <param name="PeriodSeconds">Length of one swing.</param>
/// <param name="Phase">Where in the swing the gauge starts, in turns.</param>
internal readonly record struct Level(double Settled, double Swing, double PeriodSeconds, double Phase)
{
    private const double RiseSeconds = 4;

    /// <summary>A level whose period and phase follow from its name, so that no two move in step.</summary>
    public static Level Named(string name, int seed, double settled) =>
        new(settled, 0.15, 120 + (300 * Noise.Fraction(name + "/period", seed)), Noise.Fraction(name + "/phase", seed));

    public double At(TimeSpan elapsed) =>
        Settled * Risen(elapsed) * (1 + (Swing * Wave.At((elapsed.TotalSeconds / PeriodSeconds) + Phase)));

    /// <summary>A bound of the level so far. It never decreases and is never below the level itself.</summary>
    public double PeakAt(TimeSpan elapsed) => Settled * Risen(elapsed) * (1 + Swing);

    private static double Risen(TimeSpan elapsed) => elapsed.TotalSeconds / (elapsed.TotalSeconds + RiseSeconds);
}

/// <summary>What a counter counts: a rate that swings around its mean, never below zero.</summary>
/// <param name="PerSecond">Mean rate, in the counter's unit.</param>
/// <param name="Swing">Share of the mean by which the rate varies, in [0, 1).</param>
/// <param name="PeriodSeconds">Length of one swing.</param>
/// <param name="Phase">Where in the swing the counter starts, in turns.</param>
internal readonly record struct Flow(double PerSecond, double Swing, double PeriodSeconds, double Phase)
{
    /// <summary>A flow whose period and phase follow from its name, so that no two move in step.</summary>
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
