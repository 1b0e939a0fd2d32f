// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Server;

/// <summary>What this executable is, as <c>--version</c> and <c>ecs_exporter_build_info</c> say it.</summary>
/// <param name="Version">Semantic version, without build metadata.</param>
/// <param name="Branch">The branch it was built from, or <c>unknown</c>.</param>
/// <param name="Revision">The short commit hash, or <c>unknown</c>.</param>
/// <param name="BuildDate">The commit's time in UTC, RFC 3339, or <c>unknown</c>.</param>
/// <param name="DotNetVersion">The version of the .NET runtime that it uses or contains.</param>
/// <param name="Os">Named as container platforms are: <c>linux</c>, <c>windows</c>, <c>darwin</c>.</param>
/// <param name="Arch">Named as container platforms are: <c>amd64</c>, <c>arm64</c>.</param>
internal sealed record BuildInfo(
    string Version, string Branch, string Revision, string BuildDate, string DotNetVersion, string Os, string Arch)
{
    private const string Unknown = "unknown";

    /// <summary>This executable; its build generates <c>SourceFacts</c>.</summary>
    public static BuildInfo Current { get; } = new(
        SourceFacts.Version,
        SourceFacts.Branch,
        SourceFacts.Revision,
        SourceFacts.Date,
        Environment.Version.ToString(),
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : Unknown,
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "amd64",
            var other => other.ToString().ToLowerInvariant(),
        });

    /// <summary>What <c>--version</c> prints, in the layout of every exporter: several lines, each ended by a line feed.</summary>
    public string ToVersionText() =>
        $"ecs_exporter, version {Version} (branch: {Branch}, revision: {Revision})\n"
        + $"  build date:       {BuildDate}\n"
        + $"  .NET version:     {DotNetVersion}\n"
        + $"  platform:         {Os}/{Arch}\n";
}
