// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web.Scrapes;

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

    /// <summary>What is sent: the exposition, compressed if it was.</summary>
    public ReadOnlyMemory<byte> Answer { get; private set; }

    /// <summary>Ends the exposition, and compresses it if the scraper accepts that.</summary>
    public void Complete(bool compress)
    {
        Answer = Exposition.Written;
        if (compress)
        {
            _compressed ??= new AnswerBuffer(GzipEncoder.MaxCompressedBytes(maxExpositionBytes));
            _gzip ??= new GzipEncoder();
            _gzip.Compress(Answer.Span, _compressed);
            Answer = _compressed.Written;
        }
    }

    /// <summary>Makes the buffers ready for the next scrape.</summary>
    public void Clear()
    {
        Answer = default;
        Exposition.Clear();
        _compressed?.Clear();
    }
}
