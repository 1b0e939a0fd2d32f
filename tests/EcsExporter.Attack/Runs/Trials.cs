// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Clients;
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>Lists and runs all trials.</summary>
internal static class Trials
{
    /// <summary>All trials in the order in which they run.</summary>
    public static IReadOnlyList<Trial> All { get; } =
    [
        .. HostileClients.All.Select(static client => new AttackTrial(client)),
        new DocumentTrial("long-names", static () => TaskDocuments.WithLongNames(containers: 900, nameBytes: 3900)),
        new DocumentTrial("fewer-long-names", static () => TaskDocuments.WithLongNames(containers: 300, nameBytes: 3900)),
        new DocumentTrial("many-containers", static () => TaskDocuments.OfSize(5000)),
        new DocumentTrial("many-small-containers", static () => TaskDocuments.WithFewFields(containers: 5000)),
        StallTrial.CpuQuota,
        StallTrial.Suspension,
    ];

    public static Trial Find(string name) => All.Single(trial => trial.Name == name);

    /// <summary>
    /// Runs trials, only one at a time under load, and writes a line when a trial ends. If the machine does not allow control groups, all trials run
    /// without limits, and a line says so.
    /// </summary>
    public static async Task<IReadOnlyList<RunResult>> RunAsync(
        IReadOnlyList<(Trial Trial, RunConditions Conditions)> runs, RunSettings settings, TextWriter output, CancellationToken interrupted)
    {
        if (ControlGroup.UnavailableReason() is { } reason)
        {
            await output.WriteLineAsync($"Limits are left out, because no control group can be made here: {reason}");
            runs = [.. runs.Where(static run => !run.Trial.NeedsControlGroup)
                .Select(static run => (run.Trial, run.Conditions with { MemoryMebibytes = null }))
                .Distinct()];
        }

        using var permits = new SemaphoreSlim(1);
        using var lines = new SemaphoreSlim(1);
        return await Task.WhenAll(runs.Select(run => RunAsync(run.Trial, run.Conditions)));

        async Task<RunResult> RunAsync(Trial trial, RunConditions conditions)
        {
            var result = await trial.RunAsync(settings, conditions, permits, interrupted);
            await lines.WaitAsync(interrupted);
            await output.WriteLineAsync(result.ToString());
            await output.FlushAsync(interrupted);
            _ = lines.Release();
            return result;
        }
    }
}
