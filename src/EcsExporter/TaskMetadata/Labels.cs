// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>What documents, failures and anomalies are called in metrics and logs.</summary>
public static class Labels
{
    /// <summary>The document as a label value.</summary>
    public static string Label(this EndpointDocument document) => document switch
    {
        EndpointDocument.Task => "task",
        _ => "task_stats",
    };

    /// <summary>The reason as a label value.</summary>
    public static string Label(this FailureReason reason) => reason switch
    {
        FailureReason.Timeout => "timeout",
        FailureReason.Connect => "connect",
        FailureReason.Http4xx => "http_4xx",
        FailureReason.Http429 => "http_429",
        FailureReason.Http5xx => "http_5xx",
        FailureReason.TooLarge => "too_large",
        _ => "decode",
    };

    /// <summary>The kind as a label value.</summary>
    public static string Label(this AnomalyKind kind) => kind switch
    {
        AnomalyKind.MalformedTask => "malformed_task",
        AnomalyKind.MalformedContainer => "malformed_container",
        AnomalyKind.MalformedStats => "malformed_stats",
        AnomalyKind.MalformedCpu => "malformed_cpu",
        AnomalyKind.MalformedMemory => "malformed_memory",
        AnomalyKind.MalformedBlkio => "malformed_blkio",
        AnomalyKind.MalformedNetwork => "malformed_network",
        AnomalyKind.MalformedPids => "malformed_pids",
        AnomalyKind.DuplicateContainer => "duplicate_container",
        AnomalyKind.DuplicateInterface => "duplicate_interface",
        _ => "invalid_utf8",
    };
}
