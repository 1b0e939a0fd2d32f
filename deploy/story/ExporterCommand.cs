// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EcsExporter.Story;

/// <summary>The exporter to start: the binary named by ECS_EXPORTER_BINARY, or the one that was built together with the story.</summary>
internal static class ExporterCommand
{
    public static ProcessStartInfo StartInfo(params IReadOnlyList<string> arguments)
    {
        var binary = Environment.GetEnvironmentVariable("ECS_EXPORTER_BINARY");
        var info = string.IsNullOrEmpty(binary)
            ? new ProcessStartInfo(
                Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet")),
                [Path.Combine(AppContext.BaseDirectory, "ecs_exporter.dll"), .. arguments])
            : new ProcessStartInfo(Path.GetFullPath(binary), arguments);

        // Variables of this environment are not for the simulated tasks.
        info.Environment.Clear();
        info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        info.Environment["HOME"] = Path.GetTempPath();

        // Otherwise the runtime of a development build leaves the sockets of its debugger in the folder for temporary files when it is killed.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return info;
    }
}
