// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

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
