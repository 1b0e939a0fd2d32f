// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>
/// The exporter that the black-box tests run: the binary in the variable ECS_EXPORTER_BINARY, or the development build beside the tests.
/// </summary>
internal static class ExporterExecutable
{
    private static readonly string? Binary = Environment.GetEnvironmentVariable("ECS_EXPORTER_BINARY");

    /// <summary>Whether the tests run the native binary, which is shipped.</summary>
    public static bool IsNative { get; } = !string.IsNullOrEmpty(Binary);

    /// <summary>The program and its first arguments.</summary>
    public static IReadOnlyList<string> Command { get; } = string.IsNullOrEmpty(Binary)
        ? [DotNetHost(), Path.Combine(AppContext.BaseDirectory, "ecs_exporter.dll")]
        : [Path.GetFullPath(Binary)];

    /// <summary>
    /// The factor by which memory may grow under stress. The development build may grow more, because it compiles code while it runs.
    /// </summary>
    public static double MemoryTolerance { get; } = string.IsNullOrEmpty(Binary) ? 2 : 1.2;

    public static ProcessStartInfo StartInfo(ExporterStart start)
    {
        // "exec" replaces the shell with the exporter, so that the exporter has the process id and receives the signals.
        string[] line = start.Redirections.Length == 0
            ? [.. start.Launcher, .. Command, .. start.Arguments]
            : ["/bin/sh", "-c", $"exec \"$@\" {start.Redirections}", "sh", .. start.Launcher, .. Command, .. start.Arguments];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        info.Environment["HOME"] = Path.GetTempPath();

        // Without this variable, the runtime of a development build that is killed leaves its diagnostics sockets in the folder for temporary files.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static string DotNetHost() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
