// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Checks expositions, configurations and rules with promtool.</summary>
internal static class Promtool
{
    /// <summary>Runs promtool and fails with its messages unless it exits with 0. Returns its standard output.</summary>
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

    /// <summary>The complaints of <c>promtool check metrics</c>, one line each; a text that cannot be parsed counts as a complaint.</summary>
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

        // promtool exits with 3 when it has complaints and with 1 when it cannot parse the text. Any other code is a failure of promtool itself.
        Assert.Equal(lines.Length == 0 ? 0 : promtool.ExitCode == 1 ? 1 : 3, promtool.ExitCode);
        return lines;
    }
}
