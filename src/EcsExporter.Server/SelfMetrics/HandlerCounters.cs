// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.SelfMetrics;

/// <summary>What the metrics handler has answered and is answering.</summary>
internal sealed class HandlerCounters
{
    private long _inFlight;
    private long _ok;
    private long _failed;
    private long _refused;
    private long _tooLarge;

    /// <summary>Scrapes being served.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Answers with status 200.</summary>
    public long Ok => Interlocked.Read(ref _ok);

    /// <summary>Answers with status 500: mistakes of this program.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Answers with status 503: too many scrapes at once.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Answers with status 500 because the exposition was too large; among <see cref="Failed"/>.</summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <summary>A scrape arrived.</summary>
    public void Enter() => Interlocked.Increment(ref _inFlight);

    /// <summary>A scrape ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Counts an answer with status 200.</summary>
    public void CountOk() => Interlocked.Increment(ref _ok);

    /// <summary>Counts an answer with status 500.</summary>
    public void CountFailed() => Interlocked.Increment(ref _failed);

    /// <summary>Counts an exposition that was too large to be served.</summary>
    public void CountTooLarge() => Interlocked.Increment(ref _tooLarge);

    /// <summary>Counts an answer with status 503.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);
}
