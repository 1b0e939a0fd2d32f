// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Checks expositions, configurations and rules with Prometheus's own tool.</summary>
internal static class Promtool
{
    /// <summary>Runs promtool, and fails with its messages unless it exits with 0. Returns its standard output.</summary>
    public static async Task<string> AcceptAsync(params IReadOnlyList<string> arguments)
    {
        using var promtool = new Process
        {
            StartInfo = new ProcessStartInfo(Requirements.Promtool.Value, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        _ = promtool.Start();
        var output = promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(promtool.ExitCode == 0, $"promtool {string.Join(' ', arguments)}:\n{await output}{await errors}");
        return await output;
    }

    /// <summary>What <c>promtool check metrics</c> complains about, a line each; a text that cannot be parsed is one too.</summary>
    public static async Task<IReadOnlyList<string>> ComplaintsAsync(string exposition)
    {
        using var promtool = new Process
        {
            StartInfo = new ProcessStartInfo(Requirements.Promtool.Value, ["check", "metrics"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _ = promtool.Start();
        var output = promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.StandardInput.WriteAsync(exposition);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        var lines = (await output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Complaints and exit code 3 go together; anything else is trouble of promtool itself.
        Assert.Equal(lines.Length == 0 ? 0 : promtool.ExitCode == 1 ? 1 : 3, promtool.ExitCode);
        return lines;
    }
}
