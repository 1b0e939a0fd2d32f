// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace EcsExporter.Server.Web;

/// <summary>
/// Room for one scrape's answer. It is built completely before its first byte leaves: its length is known, and a mistake
/// half-way gives a clean 500.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A memory stream holds nothing but memory.")]
internal sealed class ScrapeBuffers
{
    private readonly MemoryStream _compressed = new();

    /// <summary>The exposition.</summary>
    public ArrayBufferWriter<byte> Exposition { get; } = new();

    /// <summary>The exposition, compressed.</summary>
    public ReadOnlyMemory<byte> Compress()
    {
        using (var gzip = new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Exposition.WrittenSpan);
        }

        return _compressed.GetBuffer().AsMemory(0, (int)_compressed.Length);
    }

    /// <summary>Empties the room for the next scrape.</summary>
    public void Reset()
    {
        Exposition.ResetWrittenCount();
        _compressed.SetLength(0);
    }
}
