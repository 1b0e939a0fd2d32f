// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>How the endpoint is read.</summary>
/// <param name="Timeout">Longest time for both documents, which are read in parallel; later ones are missing from the snapshot.</param>
/// <param name="TimeToLive">
/// How long a snapshot is given again instead of asking anew; bounds the load on the endpoint. Zero asks for every scrape.
/// </param>
/// <param name="Selection">Which containers are published.</param>
public sealed record SnapshotSourceOptions(TimeSpan Timeout, TimeSpan TimeToLive, ContainerSelection Selection);
