// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>How often each document could not be read, by reason, since the start.</summary>
public sealed class EndpointErrors
{
    private static readonly int Reasons = Enum.GetValues<FailureReason>().Length;
    private readonly long[] _counts = new long[Enum.GetValues<EndpointDocument>().Length * Reasons];

    /// <summary>Failed readings of <paramref name="document"/> for <paramref name="reason"/>.</summary>
    public long this[EndpointDocument document, FailureReason reason] => Interlocked.Read(ref _counts[IndexOf(document, reason)]);

    internal void Add(EndpointDocument document, FailureReason reason) => Interlocked.Increment(ref _counts[IndexOf(document, reason)]);

    private static int IndexOf(EndpointDocument document, FailureReason reason) => ((int)document * Reasons) + (int)reason;
}
