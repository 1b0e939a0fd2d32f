// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Remembers how reading one document went: counts failures, and keeps the duration of the last reading and the time of the last success.</summary>
internal sealed class DocumentHistory(EndpointDocument document, EndpointErrors errors)
{
    private TimeSpan? _lastDuration;
    private Timestamp? _lastSuccess;

    /// <summary>Whether the document has been read at least once.</summary>
    public bool WasRead => _lastSuccess is not null;

    /// <summary>Records a reading, and returns the document's status after it.</summary>
    public DocumentStatus Record<T>(DocumentReading<T> reading)
        where T : class
    {
        if (reading.Failure is { } failure)
        {
            errors.Add(document, failure.Reason);
        }

        var status = StatusOf(reading);
        (_lastDuration, _lastSuccess) = (status.Duration, status.LastSuccess);
        return status;
    }

    /// <summary>The document's status after a reading that may not have ended yet; then it is down with <paramref name="otherwise"/>. Records nothing.</summary>
    public DocumentStatus StatusOf<T>(DocumentReading<T>? reading, EndpointFailure otherwise)
        where T : class => reading is { } ended ? StatusOf(ended) : new DocumentStatus(otherwise, _lastDuration, _lastSuccess);

    private DocumentStatus StatusOf<T>(DocumentReading<T> reading)
        where T : class => new(reading.Failure, reading.Duration, reading.Failure is null ? reading.EndedAt : _lastSuccess);
}
