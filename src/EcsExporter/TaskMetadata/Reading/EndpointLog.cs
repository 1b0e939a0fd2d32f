// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>
/// Logs one line when reading the endpoint starts to fail, whichever documents fail, and one line when all documents can be read again. Failures in
/// between are logged at level debug.
/// </summary>
internal sealed partial class EndpointLog(ILogger logger)
{
    // The labels of the documents that failed in the last reading; null after a good one.
    private string? _failing;
    private bool _isMissing;

    /// <summary>Records a reading of all documents.</summary>
    public void Record(IEnumerable<DocumentReading> readings)
    {
        DocumentReading[] failed = [.. readings.Where(static reading => reading.Failure is not null)];
        if (failed is [{ Failure: { } failure }, ..])
        {
            var documents = string.Join(',', failed.Select(static reading => reading.Document.Label));
            if (!_isMissing && failed.FirstOrDefault(static reading => reading.Failure is { IsMissing: true }) is { } missing)
            {
                LogMissing(logger, missing.Document.Path, missing.Failure!.Message);
                _isMissing = true;
            }
            else if (_failing is null)
            {
                LogFailing(logger, documents, failure.Reason.Label(), failure.Message);
            }
            else
            {
                LogStillFailing(logger, documents, failure.Reason.Label(), failure.Message);
            }

            _failing = documents;
        }
        else if (_failing is not null)
        {
            LogRecovered(logger, _failing);
            _failing = null;
            _isMissing = false;
        }
    }

    [LoggerMessage(EventName = "EndpointState.Failing", Level = LogLevel.Warning, Message = "Task metadata endpoint is failing")]
    private static partial void LogFailing(ILogger logger, string endpoint, string reason, string err);

    [LoggerMessage(
        EventName = "EndpointState.Missing",
        Level = LogLevel.Error,
        Message = "Daemon mode needs a document that this task metadata endpoint does not have")]
    private static partial void LogMissing(ILogger logger, string path, string err);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Task metadata endpoint is still failing")]
    private static partial void LogStillFailing(ILogger logger, string endpoint, string reason, string err);

    [LoggerMessage(EventName = "EndpointState.Working", Level = LogLevel.Information, Message = "Task metadata endpoint works again")]
    private static partial void LogRecovered(ILogger logger, string endpoint);
}
