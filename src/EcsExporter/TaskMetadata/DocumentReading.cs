// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>How one attempt to read a document ended, retry included.</summary>
/// <param name="Document">The document, or null when <paramref name="Failure"/> says why not.</param>
/// <param name="Failure">Why there is no document.</param>
/// <param name="Duration">Time from the request to the decoded document or the failure.</param>
/// <param name="EndedAt">When the document was decoded, or the attempt failed.</param>
public readonly record struct DocumentReading<T>(T? Document, EndpointFailure? Failure, TimeSpan Duration, Timestamp EndedAt)
    where T : class;
