// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>The settings of all runs.</summary>
/// <param name="Command">The exporter and its first arguments, without flags.</param>
/// <param name="Duration">The duration of an attack.</param>
/// <param name="Quiet">The time without requests after an attack, before resident memory is compared.</param>
/// <param name="Cores">The cores of the attacker and the exporter.</param>
internal sealed record RunSettings(IReadOnlyList<string> Command, TimeSpan Duration, TimeSpan Quiet, Cores Cores);

/// <summary>The conditions under which an exporter runs.</summary>
/// <param name="IsTls">Whether its web configuration has a certificate; otherwise it has no web configuration.</param>
/// <param name="MemoryMebibytes">The limit of its control group; null for none.</param>
internal readonly record struct RunConditions(bool IsTls, int? MemoryMebibytes)
{
    public string Transport => IsTls ? "TLS" : "plain";

    public string Limit => MemoryMebibytes is { } limit ? $"{limit} MiB" : "none";
}
