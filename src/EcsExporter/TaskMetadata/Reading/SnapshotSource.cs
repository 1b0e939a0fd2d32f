// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>The options of a source of snapshots.</summary>
/// <param name="TimeToLive">How long a snapshot is cached, to limit the load on the endpoint. Zero disables the cache.</param>
/// <param name="Selection">Which containers are published.</param>
public sealed record SnapshotSourceOptions(TimeSpan TimeToLive, ContainerSelection Selection);

/// <summary>Reads the documents of the exporter's own task.</summary>
/// <param name="client">Requests the documents; null without an endpoint, and every snapshot is then down.</param>
/// <param name="options">Time to live, selection of containers.</param>
/// <param name="timeProvider">Measures the age of snapshots and how long scrapes wait.</param>
/// <param name="logger">Logs when the endpoint starts failing and when it works again.</param>
public sealed class SnapshotSource(TaskMetadataClient? client, SnapshotSourceOptions options, TimeProvider timeProvider, ILogger logger)
    : EndpointSource<TaskSnapshot>(client, EndpointDocument.OfTask, options.TimeToLive, timeProvider, logger)
{
    /// <inheritdoc/>
    protected override TaskSnapshot Combine(ImmutableArray<DocumentState> states, TaskSnapshot? previous) => new(states, options.Selection, previous);
}

/// <summary>Reads the documents of all tasks on the host.</summary>
/// <param name="client">Requests the documents; null without an endpoint, and every snapshot is then down.</param>
/// <param name="endpointId">The last part of the metadata address, which identifies the exporter's own task.</param>
/// <param name="options">Time to live, selection of containers.</param>
/// <param name="timeProvider">Measures the age of snapshots and how long scrapes wait.</param>
/// <param name="logger">Logs when the endpoint starts failing and when it works again.</param>
public sealed class HostSource(
    TaskMetadataClient? client, string endpointId, SnapshotSourceOptions options, TimeProvider timeProvider, ILogger logger)
    : EndpointSource<HostSnapshot>(client, EndpointDocument.OfHost, options.TimeToLive, timeProvider, logger)
{
    /// <inheritdoc/>
    protected override HostSnapshot Combine(ImmutableArray<DocumentState> states, HostSnapshot? previous) =>
        new(states, options.Selection, endpointId, previous);
}
