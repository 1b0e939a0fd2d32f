// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace EcsExporter.Attack.Harness;

/// <summary>
/// One core for the attacker and another core for the exporter and its scraper, so that the load on the exporter does not slow down the attack.
/// </summary>
/// <param name="Attacker">The number of the attacker's core; null when there is only one core, or no taskset(1).</param>
/// <param name="Exporter">The number of the exporter's core; null when there is only one core, or no taskset(1).</param>
internal sealed record Cores(int? Attacker, int? Exporter)
{
    /// <summary>Assigns the first and the last core that this process may use.</summary>
    public static Cores Detect()
    {
        const string Name = "Cpus_allowed_list:";
        var list = File.ReadLines("/proc/self/status").First(static line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..];
        var allowed = list.Split(',')
            .SelectMany(static range => range.Split('-'))
            .Select(static number => int.Parse(number, CultureInfo.InvariantCulture))
            .ToList();
        return allowed[0] == allowed[^1] || !IsTasksetThere() ? new Cores(null, null) : new Cores(allowed[^1], allowed[0]);
    }

    /// <summary>The program and arguments that start a command on a core; the command follows them.</summary>
    public static IReadOnlyList<string> Launcher(int? core) =>
        core is { } number ? ["taskset", "-c", number.ToString(CultureInfo.InvariantCulture)] : [];

    /// <summary>Moves this process, in which the scraper runs, to the exporter's core.</summary>
    public async Task MoveThisProcessAsync()
    {
        if (Exporter is { } core)
        {
            string[] arguments = ["-acp", core.ToString(CultureInfo.InvariantCulture), Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
            var start = new ProcessStartInfo("taskset", arguments) { RedirectStandardOutput = true };
            using var taskset = Process.Start(start)!;
            _ = await taskset.StandardOutput.ReadToEndAsync();
            await taskset.WaitForExitAsync();
        }
    }

    private static bool IsTasksetThere() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(static folder => File.Exists(Path.Combine(folder, "taskset")));
}
