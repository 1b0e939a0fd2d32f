// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>The figures of one session.</summary>
/// <param name="Name">The exporter's name.</param>
/// <param name="BodyBytes">The bytes of an answer's body.</param>
/// <param name="Started">The memory before the first connection.</param>
/// <param name="Idle">The memory after the first scrape, which an exporter in production holds between scrapes.</param>
/// <param name="Checkpoints">The memory after each requested number of scrapes.</param>
/// <param name="Blocks">CPU time and latency of the scrapes, in chronological order.</param>
internal sealed record SessionResult(
    string Name, int BodyBytes, MemoryFigures Started, MemoryFigures Idle, IReadOnlyList<MemoryFigures> Checkpoints, IReadOnlyList<Block> Blocks)
{
    /// <summary>Bytes allocated on the managed heap for each scrape after the first; null for an exporter that does not publish them.</summary>
    public double? AllocatedBytesPerScrape { get; init; }

    /// <summary>Garbage collections by generation after the first scrape; null for an exporter that does not publish them.</summary>
    public IReadOnlyList<double>? Collections { get; init; }
}
