// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace EcsExporter.Attack.Harness;

/// <summary>
/// The attacker: this program in a second process on its own core. It attacks until its standard input ends, so it ends with the run that started it.
/// </summary>
internal sealed class AttackerProcess : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private AttackerProcess(ProcessStartInfo start) => _process = Process.Start(start)!;

    /// <summary>Starts an attack; it runs when this returns.</summary>
    /// <exception cref="InvalidOperationException">The attacker ended before it attacked.</exception>
    public static async Task<AttackerProcess> StartAsync(string attack, int port, string? certificatePath, Cores cores)
    {
        string[] line =
        [
            .. Cores.Launcher(cores.Attacker),
            DotNetHost(), Path.Combine(AppContext.BaseDirectory, "EcsExporter.Attack.dll"), AttackCommandLine.AttackerVerb,
            "--attack", attack, "--port", port.ToString(CultureInfo.InvariantCulture),
            .. certificatePath is null ? Array.Empty<string>() : ["--certificate", certificatePath],
        ];
        var attacker = new AttackerProcess(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true });
        if (await attacker._process.StandardOutput.ReadLineAsync() is null)
        {
            attacker.Dispose();
            throw new InvalidOperationException($"the attacker {attack} did not start");
        }

        return attacker;
    }

    /// <summary>Ends the attack and all its connections.</summary>
    /// <returns>The attacker's report.</returns>
    public async Task<string> StopAsync()
    {
        _process.StandardInput.Close();
        try
        {
            var report = await _process.StandardOutput.ReadToEndAsync().WaitAsync(StopLimit);
            await _process.WaitForExitAsync().WaitAsync(StopLimit);
            return report.Trim();
        }
        catch (TimeoutException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            return "the attacker had to be killed";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string DotNetHost() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
