// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EcsExporter.Story;

/// <summary>Builds the command that starts the exporter: the binary in ECS_EXPORTER_BINARY, or the one that was built with the story.</summary>
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

        // The simulated tasks must not inherit variables of this environment.
        info.Environment.Clear();
        info.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        info.Environment["HOME"] = Path.GetTempPath();

        // Without this variable, the runtime of a development build that is killed leaves its diagnostics sockets in the folder for temporary files.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return info;
    }
}
