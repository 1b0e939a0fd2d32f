// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata;

/// <summary>
/// Remembers how reading one document went: counts failures, keeps the time of the last success, and logs once when it
/// starts failing and once when it works again.
/// </summary>
internal sealed partial class DocumentHistory(EndpointDocument document, EndpointErrors errors, TimeProvider timeProvider, ILogger logger)
{
    private readonly string _name = document.Label();
    private bool _failing;

    /// <summary>When the document was last read.</summary>
    public Timestamp? LastSuccess { get; private set; }

    /// <summary>Takes note of a reading; gives its status.</summary>
    public DocumentStatus Record<T>(DocumentReading<T> reading)
        where T : class
    {
        if (reading.Failure is { } failure)
        {
            errors.Add(document, failure.Reason);
            if (!_failing)
            {
                LogFailing(logger, _name, failure.Reason.Label(), failure.Message);
            }
            else
            {
                LogStillFailing(logger, _name, failure.Reason.Label(), failure.Message);
            }
        }
        else
        {
            LastSuccess = Timestamp.From(timeProvider.GetUtcNow());
            if (_failing)
            {
                LogRecovered(logger, _name);
            }
        }

        _failing = reading.Failure is not null;
        return new DocumentStatus(reading.Failure, reading.Duration, LastSuccess);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task metadata endpoint is failing")]
    private static partial void LogFailing(ILogger logger, string endpoint, string reason, string err);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Task metadata endpoint is still failing")]
    private static partial void LogStillFailing(ILogger logger, string endpoint, string reason, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Task metadata endpoint works again")]
    private static partial void LogRecovered(ILogger logger, string endpoint);
}
