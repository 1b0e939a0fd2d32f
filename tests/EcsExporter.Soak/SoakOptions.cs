// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Soak;

/// <summary>The options of a soak test.</summary>
/// <param name="Command">The program and its first arguments, without flags.</param>
/// <param name="WarmUp">Time under load before the figures are taken with which the final figures are compared.</param>
/// <param name="Duration">Time under load after the warm-up.</param>
/// <param name="Settle">Time with healthy scrapes only before figures are taken, in which unused connections and threads end.</param>
/// <param name="RequestsPerSecond">The load.</param>
/// <param name="MemoryTolerance">The growth of resident memory that is allowed, as a ratio of its size after the warm-up.</param>
/// <param name="Seed">The seed of the random events.</param>
internal sealed record SoakOptions(
    IReadOnlyList<string> Command,
    TimeSpan WarmUp,
    TimeSpan Duration,
    TimeSpan Settle,
    int RequestsPerSecond,
    double MemoryTolerance,
    int Seed);
