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
