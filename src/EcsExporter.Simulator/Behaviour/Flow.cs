// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

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
