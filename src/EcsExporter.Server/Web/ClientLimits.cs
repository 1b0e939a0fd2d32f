// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Web;

/// <summary>
/// Holds the limits for clients: the memory that all connections may occupy together, the number of open connections, and the size of one exposition.
/// They depend on the limits of memory and descriptors.
/// </summary>
internal sealed record ClientLimits(long HeldBytes, int Connections, int ExpositionBytes)
{
    private const int Mebibyte = 1024 * 1024;

    // Without a memory limit, an attack must not take more than operators expect of a sidecar: 48 MiB for clients are about 80 MB resident.
    private const long MaxHeldBytes = 48 * Mebibyte;

    // A task of a thousand containers has about 8 MB.
    private const int MaxExpositionBytes = 16 * Mebibyte;

    private const int MaxConnections = 1024;
    private const int MinConnections = 4;

    /// <summary>The descriptors for listeners, files, the endpoint, and connections that are accepted and closed at once.</summary>
    private const int OtherDescriptors = 128;

    /// <summary>
    /// Returns the limits of this process. Clients get a third of the heap, because the garbage collector needs time to free the memory that they
    /// release. Scrapes get the rest: rendering an exposition takes up to four times its size, including the compressed copy.
    /// </summary>
    public static ClientLimits Current(long heapBytes) => new(
        Math.Min(MaxHeldBytes, heapBytes / 3),
        MaxDescriptors() is { } descriptors ? Math.Clamp(descriptors - OtherDescriptors, MinConnections, MaxConnections) : MaxConnections,
        (int)Math.Min(MaxExpositionBytes, heapBytes / 16));

    // Returns the soft limit in a line such as Max open files   1024   524288   files (proc(5)); null when there is none or it cannot be read.
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
