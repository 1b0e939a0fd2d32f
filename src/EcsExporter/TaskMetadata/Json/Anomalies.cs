// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata.Json;

/// <summary>Counts the anomalies of each kind. Only the first of each kind is logged, so that a malformed payload does not fill the log.</summary>
public sealed partial class Anomalies(ILogger logger)
{
    private readonly long[] _counts = new long[Enum.GetValues<AnomalyKind>().Length];

    /// <summary>Anomalies of <paramref name="kind"/> since the start.</summary>
    public long this[AnomalyKind kind] => Interlocked.Read(ref _counts[(int)kind]);

    /// <summary>Counts one anomaly.</summary>
    public void Add(AnomalyKind kind)
    {
        if (Interlocked.Increment(ref _counts[(int)kind]) == 1)
        {
            LogFirst(logger, kind.Label());
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The endpoint's answer has a malformed or duplicate part, further ones are only counted in ecs_payload_anomalies_total")]
    private static partial void LogFirst(ILogger logger, string kind);
}

/// <summary>The kinds of defects in a document that can be read without the defective part.</summary>
public enum AnomalyKind
{
    /// <summary>A field of <c>/task</c> outside its containers had an undocumented type.</summary>
    MalformedTask,

    /// <summary>A container in <c>/task</c>, or a field of it, had an undocumented type, or no name.</summary>
    MalformedContainer,

    /// <summary>A container's entry in <c>/task/stats</c> was not an object, or a field outside its sections had an undocumented type.</summary>
    MalformedStats,

    /// <summary>A field of <c>cpu_stats</c> or <c>precpu_stats</c> had an undocumented type.</summary>
    MalformedCpu,

    /// <summary>A field of <c>memory_stats</c> had an undocumented type.</summary>
    MalformedMemory,

    /// <summary>A field of <c>blkio_stats</c> or <c>storage_stats</c> had an undocumented type.</summary>
    MalformedBlkio,

    /// <summary>A field of <c>networks</c> or <c>network_rate_stats</c> had an undocumented type.</summary>
    MalformedNetwork,

    /// <summary>A field of <c>pids_stats</c> had an undocumented type.</summary>
    MalformedPids,

    /// <summary>Two containers had the same name; one of them is published.</summary>
    DuplicateContainer,

    /// <summary>A container listed one network interface twice; the larger of each counter is published.</summary>
    DuplicateInterface,

    /// <summary>A document held bytes that are not UTF-8; each was read as U+FFFD.</summary>
    InvalidUtf8,
}

/// <summary>The names of the kinds in metrics and in the log.</summary>
public static class AnomalyKinds
{
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
        AnomalyKind.InvalidUtf8 => "invalid_utf8",
    };
}
