// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.Aws;

/// <summary>
/// Writes the path in the form that is signed, for every service but S3: without empty, <c>.</c> and <c>..</c> segments, and percent-encoded once
/// more than the path that is sent (<c>%20</c> becomes <c>%2520</c>). Segments are removed as botocore does it
/// (<c>botocore.utils.remove_dot_segments</c>). Unlike RFC 3986, it writes a slash at the end exactly if the path as sent ends with one.
/// </summary>
internal static class CanonicalPath
{
    /// <summary>Writes the path.</summary>
    /// <param name="output">Receives the canonical request.</param>
    /// <param name="path">The path as it is sent: empty, or beginning with a slash.</param>
    public static void Write(IBufferWriter<byte> output, string path)
    {
        List<Range> segments = [];
        foreach (var range in path.AsSpan().Split('/'))
        {
            switch (path.AsSpan(range))
            {
                case "" or ".":
                    break;
                case "..":
                    segments.RemoveRange(Math.Max(segments.Count - 1, 0), Math.Min(segments.Count, 1));
                    break;
                default:
                    segments.Add(range);
                    break;
            }
        }

        foreach (var range in segments)
        {
            output.Write("/"u8);
            PercentEncoding.Write(output, path.AsSpan(range));
        }

        if (segments.Count == 0 || path.EndsWith('/'))
        {
            output.Write("/"u8);
        }
    }
}
