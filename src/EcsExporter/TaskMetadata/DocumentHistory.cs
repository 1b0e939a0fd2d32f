// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Remembers how reading one document went: counts failures, and keeps the time of the last success.</summary>
internal sealed class DocumentHistory(EndpointDocument document, EndpointErrors errors, TimeProvider timeProvider)
{
    /// <summary>When the document was last read.</summary>
    public Timestamp? LastSuccess { get; private set; }

    /// <summary>Takes note of a reading; gives its status.</summary>
    public DocumentStatus Record<T>(DocumentReading<T> reading)
        where T : class
    {
        if (reading.Failure is { } failure)
        {
            errors.Add(document, failure.Reason);
        }
        else
        {
            LastSuccess = Timestamp.From(timeProvider.GetUtcNow());
        }

        return new DocumentStatus(reading.Failure, reading.Duration, LastSuccess);
    }
}
