// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// What the metrics handler has answered and is answering. An answer counts when it begins to be sent: a client that went away before got none.
/// </summary>
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

    /// <summary>Counts an exposition that was too large to be served.</summary>
    public void CountTooLarge() => Interlocked.Increment(ref _tooLarge);

    /// <summary>Counts an answer by its status.</summary>
    public void Count(int status)
    {
        ref var count = ref _failed;
        if (status == StatusCodes.Status200OK)
        {
            count = ref _ok;
        }
        else if (status == StatusCodes.Status503ServiceUnavailable)
        {
            count = ref _refused;
        }

        _ = Interlocked.Increment(ref count);
    }
}
