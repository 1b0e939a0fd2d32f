// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Prometheus's own judge of expositions.</summary>
internal static class Promtool
{
    /// <summary>What <c>promtool check metrics</c> complains about, a line each; a text that cannot be parsed is one too.</summary>
    public static async Task<IReadOnlyList<string>> ComplaintsAsync(string exposition)
    {
        using var promtool = new Process
        {
            StartInfo = new ProcessStartInfo(Tools.Promtool, ["check", "metrics"])
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
        string[] lines = (await output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Complaints and exit code 3 go together; anything else is trouble of promtool itself.
        Assert.Equal(lines.Length == 0 ? 0 : promtool.ExitCode == 1 ? 1 : 3, promtool.ExitCode);
        return lines;
    }
}
