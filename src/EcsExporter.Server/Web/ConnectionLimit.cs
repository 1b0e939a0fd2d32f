// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Web;

/// <summary>
/// How many connections may be open: without a descriptor left over, the endpoint could not be asked, and no scraper be accepted.
/// </summary>
internal static class ConnectionLimit
{
    /// <summary>An idle one costs 8 KiB.</summary>
    private const int Most = 1024;

    private const int Least = 4;

    /// <summary>A few for listeners, files and the endpoint; the others are for connections about to be closed.</summary>
    private const int OtherDescriptors = 128;

    /// <summary>By the descriptors that the process may have.</summary>
    public static int Current() => MaxDescriptors() is { } descriptors ? Math.Clamp(descriptors - OtherDescriptors, Least, Most) : Most;

    /// <summary>
    /// The soft limit, of a line such as <c>Max open files   1024   524288   files</c> (proc(5)). Null where there is none, or nobody says.
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
