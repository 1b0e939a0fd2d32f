// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.Web;

/// <summary>
/// Room for one scrape's answer. It is built completely before its first byte leaves: its length is known, and a mistake
/// half-way gives a clean 500.
/// </summary>
internal sealed class ScrapeBuffers
{
    // Made when a scraper asks for it.
    private ArrayBufferWriter<byte>? _compressed;
    private GzipEncoder? _gzip;

    /// <summary>The exposition.</summary>
    public ArrayBufferWriter<byte> Exposition { get; } = new();

    /// <summary>The exposition, compressed.</summary>
    public ReadOnlyMemory<byte> Compress()
    {
        _compressed ??= new ArrayBufferWriter<byte>();
        _gzip ??= new GzipEncoder();
        _gzip.Compress(Exposition.WrittenSpan, _compressed);
        return _compressed.WrittenMemory;
    }

    /// <summary>Empties the room for the next scrape.</summary>
    public void Reset()
    {
        Exposition.ResetWrittenCount();
        _compressed?.ResetWrittenCount();
    }
}
