// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>How a snapshot came by one of its documents.</summary>
/// <param name="Failure">Why the document is missing, or null when it was read.</param>
/// <param name="Duration">How long the last request took that has ended; null when there was none.</param>
/// <param name="LastSuccess">When the document was last read, in this snapshot or before it.</param>
public readonly record struct DocumentStatus(EndpointFailure? Failure, TimeSpan? Duration, Timestamp? LastSuccess)
{
    /// <summary>Whether the document was read.</summary>
    public bool IsUp => Failure is null;
}
