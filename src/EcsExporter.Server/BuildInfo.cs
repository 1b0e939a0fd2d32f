// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Runtime.InteropServices;

namespace EcsExporter.Server;

/// <summary>What this executable is, as <c>--version</c> and <c>ecs_exporter_build_info</c> say it.</summary>
/// <param name="Version">Semantic version, without build metadata.</param>
/// <param name="Branch">The branch it was built from, or <c>unknown</c>.</param>
/// <param name="Revision">The short commit hash, or <c>unknown</c>.</param>
/// <param name="BuildDate">The commit's time in UTC, RFC 3339, or <c>unknown</c>.</param>
/// <param name="DotNetVersion">The runtime it runs on, or carries.</param>
/// <param name="Os">Named as container platforms are: <c>linux</c>, <c>windows</c>, <c>darwin</c>.</param>
/// <param name="Arch">Named as container platforms are: <c>amd64</c>, <c>arm64</c>.</param>
internal sealed record BuildInfo(
    string Version, string Branch, string Revision, string BuildDate, string DotNetVersion, string Os, string Arch)
{
    private const string Unknown = "unknown";

    /// <summary>This executable, from the attributes that its build wrote into it.</summary>
    public static BuildInfo Current { get; } = Read(typeof(BuildInfo).Assembly);

    private static BuildInfo Read(Assembly assembly)
    {
        var metadata = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToLookup(item => item.Key, item => item.Value);
        return new(
            // The SDK appends "+" and the full commit hash.
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? Unknown,
            metadata["Branch"].FirstOrDefault() ?? Unknown,
            metadata["Revision"].FirstOrDefault() ?? Unknown,
            metadata["BuildDate"].FirstOrDefault() ?? Unknown,
            Environment.Version.ToString(),
            OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : Unknown,
            RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.X64 => "amd64",
                var other => other.ToString().ToLowerInvariant(),
            });
    }
}
