// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// Tracks whether deliveries succeed, for the page and the log. It logs one line when delivery begins to fail and one when it works again.
/// Thread-safe for readers.
/// </summary>
internal sealed partial class DeliveryState(string receiver, TimeProvider time, ILogger logger)
{
    /// <summary>Holds the state at one moment.</summary>
    /// <param name="LastSuccess">When the receiver last accepted a whole reading; null before the first.</param>
    /// <param name="FailingSince">When delivery began to fail; null while it works.</param>
    /// <param name="LastError">The last error, without secrets; empty if there was none.</param>
    /// <param name="Advice">What to check; empty when the error is sufficient.</param>
    internal sealed record Facts(DateTimeOffset? LastSuccess, DateTimeOffset? FailingSince, string LastError, string Advice);

    private volatile Facts _facts = new(null, null, "", "");

    /// <summary>The receiver's host.</summary>
    public string Receiver => receiver;

    /// <summary>The current state.</summary>
    public Facts Now => _facts;

    /// <summary>Records a request that failed permanently or repeatedly.</summary>
    /// <param name="error">The error, without secrets.</param>
    /// <param name="advice">What to check; empty for nothing.</param>
    public void Failing(string error, string advice)
    {
        var facts = _facts;
        _facts = facts with { FailingSince = facts.FailingSince ?? time.GetUtcNow(), LastError = error, Advice = advice };
        if (facts.FailingSince is null)
        {
            LogFailing(logger, receiver, error);
        }
        else
        {
            LogStillFailing(logger, receiver, error);
        }
    }

    /// <summary>Records that the receiver accepted a whole reading.</summary>
    public void Working()
    {
        var facts = _facts;
        _facts = facts with { LastSuccess = time.GetUtcNow(), FailingSince = null };
        if (facts.FailingSince is not null)
        {
            LogWorking(logger, receiver);
        }
    }

    [LoggerMessage(EventName = "PushState.Failing", Level = LogLevel.Warning, Message = "Delivery of metrics is failing")]
    private static partial void LogFailing(ILogger logger, string receiver, string err);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Delivery of metrics is still failing")]
    private static partial void LogStillFailing(ILogger logger, string receiver, string err);

    [LoggerMessage(EventName = "PushState.Working", Level = LogLevel.Information, Message = "Delivery of metrics works again")]
    private static partial void LogWorking(ILogger logger, string receiver);
}
