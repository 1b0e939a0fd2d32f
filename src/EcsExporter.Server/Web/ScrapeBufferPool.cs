// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web;

/// <summary>
/// Buffers for the answers of concurrent scrapes. Those that are free are kept while a burst lasts: otherwise the garbage of answers to slow
/// clients, which has grown old, would fill the heap faster than full collections empty it.
/// </summary>
/// <param name="maxExpositionBytes">The most that an exposition may have.</param>
internal sealed class ScrapeBufferPool(int maxExpositionBytes)
{
    private readonly Lock _lock = new();
    private readonly Stack<ScrapeBuffers> _free = new();

    /// <summary>The most that an exposition may have, in bytes.</summary>
    public int MaxExpositionBytes => maxExpositionBytes;

    /// <summary>Empty buffers, the caller's until it returns them.</summary>
    public ScrapeBuffers Rent()
    {
        lock (_lock)
        {
            return _free.TryPop(out var buffers) ? buffers : new ScrapeBuffers(maxExpositionBytes);
        }
    }

    /// <summary>Takes buffers back.</summary>
    public void Return(ScrapeBuffers buffers)
    {
        buffers.Clear();
        lock (_lock)
        {
            _free.Push(buffers);
        }
    }

    /// <summary>Keeps the buffers of one scrape, and leaves the others to the garbage collector.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            while (_free.Count > 1)
            {
                _ = _free.Pop();
            }

            _free.TrimExcess();
        }
    }
}
