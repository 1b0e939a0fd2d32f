// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>What all runs have in common.</summary>
/// <param name="Command">The exporter and its first arguments, without flags.</param>
/// <param name="Duration">How long an attack lasts.</param>
/// <param name="Quiet">How long nobody asks for anything after an attack, before resident memory is compared.</param>
/// <param name="EndsQuietEarly">Whether that time ends as soon as resident memory is what it has to be.</param>
/// <param name="Cores">Who runs where.</param>
internal sealed record RunSettings(IReadOnlyList<string> Command, TimeSpan Duration, TimeSpan Quiet, bool EndsQuietEarly, Cores Cores);

/// <summary>Under what an exporter runs.</summary>
/// <param name="IsTls">Whether its web configuration has a certificate; otherwise it has no web configuration.</param>
/// <param name="MemoryMebibytes">The limit of its control group; null for none.</param>
internal readonly record struct RunConditions(bool IsTls, int? MemoryMebibytes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(IsTls ? "TLS" : "plain")}, {(MemoryMebibytes is { } limit ? $"{limit} MiB" : "no limit")}";
}
