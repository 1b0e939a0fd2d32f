// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// What this executable is, as <c>--version</c> and <c>ecs_exporter_build_info</c> say it. The version is semantic, without build metadata;
/// the date is that of the commit, in UTC, RFC 3339; operating system and architecture are named as container platforms are (<c>linux</c>,
/// <c>amd64</c>). What the build did not know is <c>unknown</c>.
/// </summary>
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
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "amd64" : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());

    /// <summary>Which build is running, on which runtime. Nothing of it changes while the process lives.</summary>
    public static IEnumerable<MetricFamily<BuildInfo>> Families() =>
    [
        new(
            "ecs_exporter_build_info",
            MetricType.Gauge,
            "Version, source and platform of the exporter's build, always 1.",
            ["arch", "branch", "dotnetversion", "os", "revision", "version"],
            static (build, samples) => samples.Add([build.Arch, build.Branch, build.DotNetVersion, build.Os, build.Revision, build.Version], 1)),
        new(
            "dotnet_info",
            MetricType.Gauge,
            "Version of the .NET runtime in the exporter, always 1.",
            ["version"],
            static (build, samples) => samples.Add(build.DotNetVersion, 1)),
    ];

    /// <summary>What <c>--version</c> prints, in the layout of every exporter: several lines, each ended by a line feed.</summary>
    public string ToVersionText() =>
        $"ecs_exporter, version {Version} (branch: {Branch}, revision: {Revision})\n"
        + $"  build date:       {BuildDate}\n"
        + $"  .NET version:     {DotNetVersion}\n"
        + $"  platform:         {Os}/{Arch}\n";
}
