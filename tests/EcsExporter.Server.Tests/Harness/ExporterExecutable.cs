// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>
/// What the black-box tests run: the binary named by the variable ECS_EXPORTER_BINARY, or the development build beside the tests.
/// </summary>
internal static class ExporterExecutable
{
    private static readonly string? Binary = Environment.GetEnvironmentVariable("ECS_EXPORTER_BINARY");

    /// <summary>Whether it is the native binary that is shipped.</summary>
    public static bool IsNative { get; } = !string.IsNullOrEmpty(Binary);

    /// <summary>The program and its first arguments.</summary>
    public static IReadOnlyList<string> Command { get; } = string.IsNullOrEmpty(Binary)
        ? [DotNetHost(), Path.Combine(AppContext.BaseDirectory, "ecs_exporter.dll")]
        : [Path.GetFullPath(Binary)];

    /// <summary>
    /// The factor by which memory may grow under trouble. The development build is allowed more, because it compiles while it runs.
    /// </summary>
    public static double MemoryTolerance { get; } = string.IsNullOrEmpty(Binary) ? 2 : 1.2;

    public static ProcessStartInfo StartInfo(ExporterStart start)
    {
        // "exec" replaces the shell by the exporter, so that the process id is the exporter's and signals reach it.
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

        // The runtime of the development build opens sockets for debuggers in the folder for temporary files, and leaves them there when it is killed.
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
