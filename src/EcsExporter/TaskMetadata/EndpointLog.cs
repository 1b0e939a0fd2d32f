// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata;

/// <summary>
/// One line when reading the endpoint starts to fail, whichever documents are concerned, and one when everything can be
/// read again; what fails in between is of interest at debug only.
/// </summary>
internal sealed partial class EndpointLog(ILogger logger)
{
    // The documents that failed in the last reading; null after a good one.
    private string? _failing;

    /// <summary>Takes note of a reading of both documents.</summary>
    public void Record(EndpointFailure? task, EndpointFailure? stats)
    {
        var failure = task ?? stats;
        if (failure is null)
        {
            if (_failing is not null)
            {
                LogRecovered(logger, _failing);
            }

            _failing = null;
            return;
        }

        var documents = task is null ? EndpointDocument.TaskStats.Label()
            : stats is null ? EndpointDocument.Task.Label()
            : $"{EndpointDocument.Task.Label()},{EndpointDocument.TaskStats.Label()}";
        if (_failing is null)
        {
            LogFailing(logger, documents, failure.Reason.Label(), failure.Message);
        }
        else
        {
            LogStillFailing(logger, documents, failure.Reason.Label(), failure.Message);
        }

        _failing = documents;
    }

    [LoggerMessage(EventName = "EndpointState.Failing", Level = LogLevel.Warning, Message = "Task metadata endpoint is failing")]
    private static partial void LogFailing(ILogger logger, string endpoint, string reason, string err);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Task metadata endpoint is still failing")]
    private static partial void LogStillFailing(ILogger logger, string endpoint, string reason, string err);

    [LoggerMessage(EventName = "EndpointState.Working", Level = LogLevel.Information, Message = "Task metadata endpoint works again")]
    private static partial void LogRecovered(ILogger logger, string endpoint);
}
