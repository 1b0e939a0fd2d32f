// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>Counts requests and their failures since the start. Safe for concurrent use.</summary>
internal sealed class ApiCounters
{
    private readonly long[] _errors = new long[ApiAction.All.Length * ApiFailureReasons.All.Length];
    private readonly long[] _sent = new long[ApiAction.All.Length];
    private readonly long[] _lastSuccessTicks = new long[ApiAction.All.Length];

    /// <summary>The number of failed requests of an action. Each try counts.</summary>
    public long Errors(ApiAction action, ApiFailureReason reason) => Interlocked.Read(ref ErrorsOf(action, reason));

    /// <summary>The number of requests sent. Each try counts.</summary>
    public long Sent(ApiAction action) => Interlocked.Read(ref _sent[action.Index]);

    /// <summary>When an answer of the action was last parsed; null before the first.</summary>
    public DateTimeOffset? LastSuccess(ApiAction action) =>
        Interlocked.Read(ref _lastSuccessTicks[action.Index]) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void CountSent(ApiAction action) => Interlocked.Increment(ref _sent[action.Index]);

    public void CountError(ApiAction action, ApiFailureReason reason) => Interlocked.Increment(ref ErrorsOf(action, reason));

    public void CountSuccess(ApiAction action, DateTimeOffset now) => Interlocked.Exchange(ref _lastSuccessTicks[action.Index], now.UtcTicks);

    private ref long ErrorsOf(ApiAction action, ApiFailureReason reason) => ref _errors[(action.Index * ApiFailureReasons.All.Length) + (int)reason];
}
