// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Describes this build for <c>--version</c> and <c>ecs_exporter_build_info</c>. The version is semantic, without build metadata. The date is the
/// commit's, in UTC and RFC 3339. Operating system and architecture have the names of container platforms (<c>linux</c>, <c>amd64</c>). A value that
/// the build could not determine is <c>unknown</c>.
/// </summary>
internal sealed record BuildInfo(
    string Version, string Branch, string Revision, string BuildDate, string DotNetVersion, string Os, string Arch)
{
    private const string Unknown = "unknown";

    /// <summary>This build. The compilation generates <c>SourceFacts</c>.</summary>
    public static BuildInfo Current { get; } = new(
        SourceFacts.Version,
        SourceFacts.Branch,
        SourceFacts.Revision,
        SourceFacts.Date,
        Environment.Version.ToString(),
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : Unknown,
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "amd64" : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());

    /// <summary>Returns the families that identify the build and its runtime. They are constant for the process.</summary>
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

    /// <summary>Returns the output of <c>--version</c> in the layout of other Prometheus exporters. Each line ends with a line feed.</summary>
    public string ToVersionText() =>
        $"ecs_exporter, version {Version} (branch: {Branch}, revision: {Revision})\n"
        + $"  build date:       {BuildDate}\n"
        + $"  .NET version:     {DotNetVersion}\n"
        + $"  platform:         {Os}/{Arch}\n";
}
