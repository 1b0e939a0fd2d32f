// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Clients;
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>Everything that an exporter has to survive.</summary>
internal static class Trials
{
    /// <summary>In the order in which they run.</summary>
    public static IReadOnlyList<Trial> All { get; } =
    [
        .. HostileClients.All.Select(static client => new AttackTrial(client)),
        new DocumentTrial("long-names", static () => TaskDocuments.WithLongNames(containers: 900, nameBytes: 3900)),
        new DocumentTrial("many-containers", static () => TaskDocuments.OfSize(5000)),
        new DocumentTrial("many-small-containers", static () => TaskDocuments.WithLittleAbout(containers: 5000)),
        HardshipTrial.CpuQuota,
        HardshipTrial.Suspension,
    ];

    public static Trial Find(string name) => All.Single(trial => trial.Name == name);
}
