// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>What was measured in the life of one exporter process.</summary>
/// <param name="Name">The exporter.</param>
/// <param name="BodyBytes">Bytes of an answer's body.</param>
/// <param name="Started">Before the first connection.</param>
/// <param name="Idle">After the first scrape: what an exporter in production holds between scrapes.</param>
/// <param name="Checkpoints">After so many scrapes as were asked for.</param>
/// <param name="Blocks">What scrapes took, in the order of time.</param>
internal sealed record SessionResult(
    string Name, int BodyBytes, MemoryFigures Started, MemoryFigures Idle, IReadOnlyList<MemoryFigures> Checkpoints, IReadOnlyList<Block> Blocks)
{
    /// <summary>Bytes allocated on the managed heap, after the first scrape; null for an exporter that does not say.</summary>
    public double? AllocatedBytesPerScrape { get; init; }

    /// <summary>Garbage collections by generation after the first scrape; null for an exporter that does not say.</summary>
    public IReadOnlyList<double>? Collections { get; init; }
}
