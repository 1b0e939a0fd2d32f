// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Web;

/// <summary>What clients may make this process hold, by the memory and the descriptors that it may have.</summary>
/// <param name="HeldBytes">What all connections may hold together.</param>
/// <param name="Connections">How many may be open.</param>
/// <param name="ExpositionBytes">How large an exposition may be.</param>
internal sealed record ClientLimits(long HeldBytes, int Connections, int ExpositionBytes)
{
    private const int Mebibyte = 1024 * 1024;

    // Without a memory limit, an attack must not take more than people expect of a sidecar: 48 MiB held are about 80 MB resident.
    private const long MaxHeldBytes = 48 * Mebibyte;

    // A task of a thousand containers has about 8 MB.
    private const int MaxExpositionBytes = 16 * Mebibyte;

    private const int MaxConnections = 1024;
    private const int MinConnections = 4;

    /// <summary>A few for listeners, files and the endpoint; the others are for connections that are accepted to be turned away.</summary>
    private const int OtherDescriptors = 128;

    /// <summary>
    /// A third of what the heap may have is for clients: it takes the garbage collector time to see what they have let go. The rest is for scrapes.
    /// Rendering an exposition takes up to four times its size, compressed copy included.
    /// </summary>
    public static ClientLimits Current(long heapBytes) => new(
        Math.Min(MaxHeldBytes, heapBytes / 3),
        MaxDescriptors() is { } descriptors ? Math.Clamp(descriptors - OtherDescriptors, MinConnections, MaxConnections) : MaxConnections,
        (int)Math.Min(MaxExpositionBytes, heapBytes / 16));

    /// <summary>
    /// The soft limit, of a line such as <c>Max open files   1024   524288   files</c> (proc(5)). Null where there is none, or where the system does
    /// not tell.
    /// </summary>
    private static int? MaxDescriptors()
    {
        const string Beginning = "Max open files";
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(static line => line.StartsWith(Beginning, StringComparison.Ordinal));
            return int.TryParse(line?[Beginning.Length..].TrimStart().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
