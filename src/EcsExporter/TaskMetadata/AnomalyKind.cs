// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>What was wrong with a part of a document that could be read nonetheless, without that part.</summary>
public enum AnomalyKind
{
    /// <summary>A field of <c>/task</c> outside its containers had another type than documented.</summary>
    MalformedTask,

    /// <summary>A container in <c>/task</c>, or a field of it, had another type than documented, or no name.</summary>
    MalformedContainer,

    /// <summary>A container's entry in <c>/task/stats</c> was not an object, or a field outside its sections had another type.</summary>
    MalformedStats,

    /// <summary>A field of <c>cpu_stats</c> or <c>precpu_stats</c> had another type than documented.</summary>
    MalformedCpu,

    /// <summary>A field of <c>memory_stats</c> had another type than documented.</summary>
    MalformedMemory,

    /// <summary>A field of <c>blkio_stats</c> or <c>storage_stats</c> had another type than documented.</summary>
    MalformedBlkio,

    /// <summary>A field of <c>networks</c> or <c>network_rate_stats</c> had another type than documented.</summary>
    MalformedNetwork,

    /// <summary>A field of <c>pids_stats</c> had another type than documented.</summary>
    MalformedPids,

    /// <summary>Two containers had the same name; one of them is published.</summary>
    DuplicateContainer,

    /// <summary>A container listed one network interface twice; the larger of each counter is published.</summary>
    DuplicateInterface,

    /// <summary>A document held bytes that are not UTF-8; each was read as U+FFFD.</summary>
    InvalidUtf8,
}
