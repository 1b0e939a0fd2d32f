// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>Why a document could not be read.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">A message for operators, without any part of the payload.</param>
public sealed record EndpointFailure(FailureReason Reason, string Message)
{
    /// <summary>Whether the endpoint answered that it does not have the document at all.</summary>
    public bool IsMissing { get; init; }
}

/// <summary>The kinds of failures: the values of the label <c>reason</c>.</summary>
public enum FailureReason
{
    /// <summary>No complete answer before the deadline.</summary>
    Timeout,

    /// <summary>The connection was refused, or broke before the answer was complete.</summary>
    Connect,

    /// <summary>A 4xx status other than 429.</summary>
    Http4xx,

    /// <summary>Status 429: the agent's rate limit, which all clients in the task share.</summary>
    Http429,

    /// <summary>A 5xx status.</summary>
    Http5xx,

    /// <summary>The answer was larger than the exporter's limit.</summary>
    TooLarge,

    /// <summary>The answer was not HTTP, not status 200, 4xx or 5xx, not JSON, or not the document.</summary>
    Decode,
}

/// <summary>The names of the reasons in metrics and in the log.</summary>
public static class FailureReasons
{
    /// <summary>The reason as a label value.</summary>
    public static string Label(this FailureReason reason) => reason switch
    {
        FailureReason.Timeout => "timeout",
        FailureReason.Connect => "connect",
        FailureReason.Http4xx => "http_4xx",
        FailureReason.Http429 => "http_429",
        FailureReason.Http5xx => "http_5xx",
        FailureReason.TooLarge => "too_large",
        FailureReason.Decode => "decode",
    };
}

/// <summary>Counts the failed readings of each document by reason, since the start.</summary>
/// <param name="documents">The documents.</param>
public sealed class EndpointErrors(ImmutableArray<EndpointDocument> documents)
{
    private readonly Dictionary<EndpointDocument, long[]> _counts =
        documents.ToDictionary(document => document, _ => new long[Enum.GetValues<FailureReason>().Length]);

    /// <summary>The documents, in the order in which they were given.</summary>
    public ImmutableArray<EndpointDocument> Documents { get; } = documents;

    /// <summary>Failed readings of <paramref name="document"/> for <paramref name="reason"/>.</summary>
    public long this[EndpointDocument document, FailureReason reason] => Interlocked.Read(ref _counts[document][(int)reason]);

    internal void Add(EndpointDocument document, FailureReason reason) => Interlocked.Increment(ref _counts[document][(int)reason]);
}
