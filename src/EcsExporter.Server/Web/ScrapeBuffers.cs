// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web;

/// <summary>
/// The memory of one scrape's answer. The answer is complete before its first byte leaves: its length is known, and a mistake half-way gives a
/// clean 500.
/// </summary>
/// <param name="maxExpositionBytes">The most that an exposition may have.</param>
internal sealed class ScrapeBuffers(int maxExpositionBytes)
{
    // Made when a scraper asks for it.
    private AnswerBuffer? _compressed;
    private GzipEncoder? _gzip;

    /// <summary>The exposition.</summary>
    public AnswerBuffer Exposition { get; } = new(maxExpositionBytes);

    /// <summary>The memory that the buffers take, in bytes.</summary>
    public int HeldBytes => Exposition.HeldBytes + (_compressed?.HeldBytes ?? 0);

    /// <summary>The exposition, compressed.</summary>
    public ReadOnlyMemory<byte> Compress()
    {
        _compressed ??= new AnswerBuffer(GzipEncoder.MaxCompressedBytes(maxExpositionBytes));
        _gzip ??= new GzipEncoder();
        _gzip.Compress(Exposition.Written.Span, _compressed);
        return _compressed.Written;
    }

    /// <summary>Makes the buffers ready for the next scrape.</summary>
    public void Clear()
    {
        Exposition.Clear();
        _compressed?.Clear();
    }
}
