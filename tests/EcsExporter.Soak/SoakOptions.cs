// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Soak;

/// <summary>How an exporter is soaked.</summary>
/// <param name="Command">The program and its first arguments, without flags.</param>
/// <param name="WarmUp">Time under load before the figures are taken with which those of the end are compared.</param>
/// <param name="Duration">Time under load after that.</param>
/// <param name="Settle">Healthy scrapes before figures are taken, in which connections and threads end that nobody needs.</param>
/// <param name="RequestsPerSecond">The load.</param>
/// <param name="MemoryTolerance">What resident memory may have grown by, as a part of what it was.</param>
/// <param name="Seed">Picks what happens when.</param>
internal sealed record SoakOptions(
    IReadOnlyList<string> Command,
    TimeSpan WarmUp,
    TimeSpan Duration,
    TimeSpan Settle,
    int RequestsPerSecond,
    double MemoryTolerance,
    int Seed);
