// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>What requests have come to since the start. Safe for concurrent use.</summary>
internal sealed class ApiCounters
{
    private readonly Dictionary<ApiAction, long[]> _errors =
        ApiAction.All.ToDictionary(static action => action, static _ => new long[ApiFailureReasons.All.Count]);

    private readonly Dictionary<ApiAction, Requests> _requests = ApiAction.All.ToDictionary(static action => action, static _ => new Requests());

    /// <summary>Failed requests of an action, each try by itself.</summary>
    public long Errors(ApiAction action, ApiFailureReason reason) => Interlocked.Read(ref _errors[action][(int)reason]);

    /// <summary>Requests that were sent, each try by itself.</summary>
    public long Sent(ApiAction action) => Interlocked.Read(ref _requests[action].Sent);

    /// <summary>When an answer of the action was last read; null before the first.</summary>
    public DateTimeOffset? LastSuccess(ApiAction action) =>
        Interlocked.Read(ref _requests[action].LastSuccessTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>A request is being sent.</summary>
    public void CountSent(ApiAction action) => Interlocked.Increment(ref _requests[action].Sent);

    /// <summary>A request has failed.</summary>
    public void CountError(ApiAction action, ApiFailureReason reason) => Interlocked.Increment(ref _errors[action][(int)reason]);

    /// <summary>An answer has been read.</summary>
    public void CountSuccess(ApiAction action, DateTimeOffset now) => Interlocked.Exchange(ref _requests[action].LastSuccessTicks, now.UtcTicks);

    private sealed class Requests
    {
        public long Sent;
        public long LastSuccessTicks;
    }
}
