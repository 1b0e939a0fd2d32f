// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>The result of one attempt to read a document, retry included.</summary>
/// <param name="Document">The document.</param>
/// <param name="Content">The decoded document; null when the attempt failed.</param>
/// <param name="Failure">Why the attempt failed; null when it succeeded.</param>
/// <param name="Duration">Time from the request to the decoded document or the failure.</param>
/// <param name="EndedAt">When the document was decoded, or the attempt failed.</param>
public sealed record DocumentReading(EndpointDocument Document, object? Content, EndpointFailure? Failure, TimeSpan Duration, Timestamp EndedAt);

/// <summary>The state of a document in a snapshot.</summary>
/// <param name="Document">The document.</param>
/// <param name="Content">The decoded document; null when it is missing.</param>
/// <param name="Failure">Why the document is missing; null when it was read.</param>
/// <param name="Duration">The duration of the last completed request; null before the first.</param>
/// <param name="LastSuccess">When the document was last read, in this snapshot or before it.</param>
public sealed record DocumentState(EndpointDocument Document, object? Content, EndpointFailure? Failure, TimeSpan? Duration, Timestamp? LastSuccess)
{
    /// <summary>Whether the document was read.</summary>
    public bool IsUp => Failure is null;
}

/// <summary>Keeps the duration of a document's last reading and the time of its last success, and counts its failures.</summary>
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
    /// The document's state after <paramref name="reading"/>. Without a reading, the document is missing, with <paramref name="otherwise"/> as the
    /// failure. Records nothing.
    /// </summary>
    public DocumentState StateAfter(DocumentReading? reading, EndpointFailure otherwise) =>
        reading is null ? new DocumentState(document, null, otherwise, _lastDuration, _lastSuccess) : StateAfter(reading);

    private DocumentState StateAfter(DocumentReading reading) =>
        new(document, reading.Content, reading.Failure, reading.Duration, reading.Failure is null ? reading.EndedAt : _lastSuccess);
}
