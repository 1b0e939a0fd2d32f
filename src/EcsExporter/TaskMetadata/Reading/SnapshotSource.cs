// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>How scrapes share what is read.</summary>
/// <param name="TimeToLive">How long a snapshot is given again instead of asking anew; bounds the load on the endpoint. Zero asks for every scrape.</param>
/// <param name="Selection">Which containers are published.</param>
public sealed record SnapshotSourceOptions(TimeSpan TimeToLive, ContainerSelection Selection);

/// <summary>Reads the documents of the exporter's own task.</summary>
/// <param name="client">Asks the endpoint; null when there is none, and every snapshot is down.</param>
/// <param name="options">Time to live, selection of containers.</param>
/// <param name="timeProvider">Measures the age of snapshots and how long scrapes wait.</param>
/// <param name="logger">Told when the endpoint starts failing and when it works again.</param>
public sealed class SnapshotSource(TaskMetadataClient? client, SnapshotSourceOptions options, TimeProvider timeProvider, ILogger logger)
    : EndpointSource<TaskSnapshot>(client, EndpointDocument.OfTask, options.TimeToLive, timeProvider, logger)
{
    /// <inheritdoc/>
    protected override TaskSnapshot Combine(ImmutableArray<DocumentState> states, TaskSnapshot? previous) => new(states, options.Selection, previous);
}

/// <summary>Reads the documents of all tasks of the host.</summary>
/// <param name="client">Asks the endpoint; null when there is none, and every snapshot is down.</param>
/// <param name="endpointId">The last part of the metadata address, by which the exporter's own task is found.</param>
/// <param name="options">Time to live, selection of containers.</param>
/// <param name="timeProvider">Measures the age of snapshots and how long scrapes wait.</param>
/// <param name="logger">Told when the endpoint starts failing and when it works again.</param>
public sealed class HostSource(
    TaskMetadataClient? client, string endpointId, SnapshotSourceOptions options, TimeProvider timeProvider, ILogger logger)
    : EndpointSource<HostSnapshot>(client, EndpointDocument.OfHost, options.TimeToLive, timeProvider, logger)
{
    /// <inheritdoc/>
    protected override HostSnapshot Combine(ImmutableArray<DocumentState> states, HostSnapshot? previous) =>
        new(states, options.Selection, endpointId, previous);
}
