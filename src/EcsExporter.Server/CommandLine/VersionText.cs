// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>What <c>--version</c> prints: the lines that every exporter prints.</summary>
internal static class VersionText
{
    /// <summary>Several lines, each ended by a line feed.</summary>
    public static string For(BuildInfo build) =>
        $"ecs_exporter, version {build.Version} (branch: {build.Branch}, revision: {build.Revision})\n"
        + $"  build date:       {build.BuildDate}\n"
        + $"  .NET version:     {build.DotNetVersion}\n"
        + $"  platform:         {build.Os}/{build.Arch}\n";
}
