// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// Whether readings arrive, for the page and the log: one line when delivery begins to fail and one when it works again. Thread-safe for readers.
/// </summary>
internal sealed partial class DeliveryState(string receiver, TimeProvider time, ILogger logger)
{
    /// <summary>What is known at one moment.</summary>
    /// <param name="LastSuccess">When the receiver last accepted a whole reading; null before the first.</param>
    /// <param name="FailingSince">Since when readings do not arrive; null while they do.</param>
    /// <param name="LastError">What went wrong last, without any secret; empty for nothing.</param>
    /// <param name="Advice">What to check about it; empty where the error says it all.</param>
    internal sealed record Facts(DateTimeOffset? LastSuccess, DateTimeOffset? FailingSince, string LastError, string Advice);

    private volatile Facts _facts = new(null, null, "", "");

    /// <summary>The receiver's host.</summary>
    public string Receiver => receiver;

    /// <summary>What is known now.</summary>
    public Facts Now => _facts;

    /// <summary>A request failed for good, or again.</summary>
    /// <param name="error">What went wrong, without any secret.</param>
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

    /// <summary>A whole reading was accepted.</summary>
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
