// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Web;

/// <summary>
/// How much clients may make this process hold: bytes for all connections together, open connections, and bytes of one exposition. They follow from
/// the limits of memory and descriptors.
/// </summary>
internal sealed record ClientLimits(long HeldBytes, int Connections, int ExpositionBytes)
{
    private const int Mebibyte = 1024 * 1024;

    // Without a memory limit, an attack must not take more than operators expect of a sidecar: 48 MiB held are about 80 MB resident.
    private const long MaxHeldBytes = 48 * Mebibyte;

    // A task of a thousand containers has about 8 MB.
    private const int MaxExpositionBytes = 16 * Mebibyte;

    private const int MaxConnections = 1024;
    private const int MinConnections = 4;

    /// <summary>Listeners, files and the endpoint need a few descriptors; the others are for connections that are accepted and closed at once.</summary>
    private const int OtherDescriptors = 128;

    /// <summary>
    /// The limits of this process. Clients get a third of the heap, because the garbage collector needs time to find what they have let go; scrapes get the
    /// rest. Rendering an exposition takes up to four times its size, compressed copy included.
    /// </summary>
    public static ClientLimits Current(long heapBytes) => new(
        Math.Min(MaxHeldBytes, heapBytes / 3),
        MaxDescriptors() is { } descriptors ? Math.Clamp(descriptors - OtherDescriptors, MinConnections, MaxConnections) : MaxConnections,
        (int)Math.Min(MaxExpositionBytes, heapBytes / 16));

    // The soft limit in a line such as Max open files   1024   524288   files (proc(5)). Null when there is none or it cannot be read.
    private static int? MaxDescriptors()
    {
        const string Beginning = "Max open files";
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(static line => line.StartsWith(Beginning, StringComparison.Ordinal));
            var soft = line?[Beginning.Length..].TrimStart().Split(' ')[0];
            return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
