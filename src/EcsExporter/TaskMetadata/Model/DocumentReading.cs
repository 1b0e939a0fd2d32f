// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>How one attempt to read a document ended, retry included.</summary>
/// <param name="Document">The document.</param>
/// <param name="Content">What the document's reader made of it, or null when <paramref name="Failure"/> says why not.</param>
/// <param name="Failure">Why there is no content.</param>
/// <param name="Duration">Time from the request to the decoded document or the failure.</param>
/// <param name="EndedAt">When the document was decoded, or the attempt failed.</param>
public sealed record DocumentReading(EndpointDocument Document, object? Content, EndpointFailure? Failure, TimeSpan Duration, Timestamp EndedAt);

/// <summary>A document as a snapshot has it.</summary>
/// <param name="Document">The document.</param>
/// <param name="Content">What the document's reader made of it; null when it is missing.</param>
/// <param name="Failure">Why the document is missing, or null when it was read.</param>
/// <param name="Duration">How long the last request took that has ended; null when there was none.</param>
/// <param name="LastSuccess">When the document was last read, in this snapshot or before it.</param>
public sealed record DocumentState(EndpointDocument Document, object? Content, EndpointFailure? Failure, TimeSpan? Duration, Timestamp? LastSuccess)
{
    /// <summary>Whether the document was read.</summary>
    public bool IsUp => Failure is null;
}

/// <summary>Remembers how reading one document went: counts failures, and keeps the duration of the last reading and the time of the last success.</summary>
internal sealed class DocumentHistory(EndpointDocument document)
{
    private TimeSpan? _lastDuration;
    private Timestamp? _lastSuccess;

    /// <summary>Whether the document has been read at least once.</summary>
    public bool WasRead => _lastSuccess is not null;

    /// <summary>Records a reading, and returns the document's state after it.</summary>
    public DocumentState Record(DocumentReading reading, EndpointErrors errors)
    {
        if (reading.Failure is { } failure)
        {
            errors.Add(document, failure.Reason);
        }

        var state = StateAfter(reading);
        (_lastDuration, _lastSuccess) = (state.Duration, state.LastSuccess);
        return state;
    }

    /// <summary>
    /// The document's state after a reading that may not have ended yet; until it has, the document is missing for <paramref name="otherwise"/>.
    /// Records nothing.
    /// </summary>
    public DocumentState StateAfter(DocumentReading? reading, EndpointFailure otherwise) =>
        reading is null ? new DocumentState(document, null, otherwise, _lastDuration, _lastSuccess) : StateAfter(reading);

    private DocumentState StateAfter(DocumentReading reading) =>
        new(document, reading.Content, reading.Failure, reading.Duration, reading.Failure is null ? reading.EndedAt : _lastSuccess);
}
