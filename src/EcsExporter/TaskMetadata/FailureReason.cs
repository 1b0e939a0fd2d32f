// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Why a document could not be read; the values of the label <c>reason</c>.</summary>
public enum FailureReason
{
    /// <summary>No complete answer before the deadline.</summary>
    Timeout,

    /// <summary>The connection was refused, or broke before the answer was complete.</summary>
    Connect,

    /// <summary>A 4xx status other than 429.</summary>
    Http4xx,

    /// <summary>Status 429: the agent's rate limit, shared by everything in the task that asks the endpoint.</summary>
    Http429,

    /// <summary>A 5xx status.</summary>
    Http5xx,

    /// <summary>The answer was larger than the exporter reads.</summary>
    TooLarge,

    /// <summary>The answer was not HTTP, not status 200, not JSON, or not the document.</summary>
    Decode,
}
