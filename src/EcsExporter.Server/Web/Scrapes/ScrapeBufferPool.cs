// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Compression;

namespace EcsExporter.Server.Web.Scrapes;

/// <summary>
/// Provides the buffers for the answers of concurrent scrapes. It lends only as many as fit into <paramref name="maxHeldBytes"/> if the next answers
/// are as large as the latest. Otherwise answers that clients do not read would fill the memory. Free buffers are kept during a burst, because the
/// buffers of answers to slow clients are in the oldest generation, and would fill the heap faster than full collections free them.
/// </summary>
internal sealed class ScrapeBufferPool(long maxHeldBytes, int maxExpositionBytes, TimeProvider time)
{
    private const int MinExpectedBytes = 256 * 1024;

    /// <summary>How often a waiting scrape requests the eviction of a client that holds buffers.</summary>
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(25);

    private readonly Lock _lock = new();
    private readonly Stack<ScrapeBuffers> _free = new();
    private readonly LinkedList<TaskCompletionSource<ScrapeBuffers>> _waiting = new();
    private int _expectedBytes = MinExpectedBytes;
    private int _rented;

    public int MaxExpositionBytes => maxExpositionBytes;

    private bool HasRoom => _rented < Math.Max(1, maxHeldBytes / _expectedBytes);

    /// <summary>
    /// Lends empty buffers until the caller returns them. Returns null when none became free in time, or before the wait was cancelled. While it
    /// waits, it calls <paramref name="makeRoom"/>, which evicts a client that does not read its answer.
    /// </summary>
    public async ValueTask<ScrapeBuffers?> RentAsync(Action? makeRoom, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<ScrapeBuffers>> place;
        lock (_lock)
        {
            if (_waiting.Count == 0 && HasRoom)
            {
                return Take();
            }

            place = _waiting.AddLast(new TaskCompletionSource<ScrapeBuffers>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        for (var waited = TimeSpan.Zero; waited < timeout && !cancellationToken.IsCancellationRequested && !place.Value.Task.IsCompleted; waited += AskInterval)
        {
            makeRoom?.Invoke();
            _ = await Task.WhenAny(place.Value.Task, Task.Delay(AskInterval, time, cancellationToken));
        }

        lock (_lock)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
                return null;
            }
        }

        return await place.Value.Task;
    }

    public void Return(ScrapeBuffers buffers)
    {
        var held = buffers.HeldBytes;
        buffers.Clear();
        lock (_lock)
        {
            _expectedBytes = Math.Max(MinExpectedBytes, held);
            _rented--;
            _free.Push(buffers);
            while (_waiting.First is { } next && HasRoom)
            {
                _waiting.RemoveFirst();
                next.Value.SetResult(Take());
            }
        }
    }

    /// <summary>Keeps the buffers of one scrape, and releases the others to the garbage collector.</summary>
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

    private ScrapeBuffers Take()
    {
        _rented++;
        return _free.TryPop(out var buffers) ? buffers : new ScrapeBuffers(maxExpositionBytes);
    }
}

/// <summary>
/// Holds the memory of one scrape's answer. The answer is complete before its first byte is sent, so its length is known, and an error while
/// rendering results in status 500.
/// </summary>
internal sealed class ScrapeBuffers(int maxExpositionBytes)
{
    // Created when a scraper accepts gzip.
    private AnswerBuffer? _compressed;
    private GzipEncoder? _gzip;

    public AnswerBuffer Exposition { get; } = new(maxExpositionBytes);

    /// <summary>The allocated memory, in bytes.</summary>
    public int HeldBytes => Exposition.HeldBytes + (_compressed?.HeldBytes ?? 0);

    /// <summary>The bytes to send: the exposition, compressed if the scraper accepts it.</summary>
    public ReadOnlyMemory<byte> Answer { get; private set; }

    /// <summary>
    /// Compresses the exposition so far, and clears it for the next part. This is for answers that would take too much memory as a whole. They end
    /// with <see cref="CompleteCompressed"/>.
    /// </summary>
    public void CompressPart()
    {
        var isFirst = _gzip is null || _compressed is null or { Written.Length: 0 };
        _compressed ??= new AnswerBuffer(GzipEncoder.MaxCompressedBytes(maxExpositionBytes));
        _gzip ??= new GzipEncoder();
        if (isFirst)
        {
            _gzip.Begin(_compressed);
        }

        _gzip.Append(Exposition.Written.Span, _compressed);
        Exposition.Clear();
    }

    /// <summary>Compresses the last part, and ends the answer.</summary>
    public void CompleteCompressed()
    {
        CompressPart();
        _gzip!.End(_compressed!);
        Answer = _compressed!.Written;
    }

    /// <summary>Ends the exposition, and compresses it if the scraper accepts gzip.</summary>
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

    public void Clear()
    {
        Answer = default;
        Exposition.Clear();
        _compressed?.Clear();
    }
}
