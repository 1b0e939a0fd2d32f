// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>Which build is running, on which runtime. Nothing of it changes while the process lives.</summary>
internal static class InfoFamilies
{
    public static IEnumerable<MetricFamily<ScrapeContext>> Of(BuildInfo build)
    {
        var runtime = Environment.Version.ToString();
        return
        [
            new(
                "ecs_exporter_build_info",
                MetricType.Gauge,
                "The version of the exporter, what it was built from and for; always 1.",
                ["arch", "branch", "dotnetversion", "os", "revision", "version"],
                (_, samples) => samples.Add([build.Arch, build.Branch, build.DotNetVersion, build.Os, build.Revision, build.Version], 1)),
            new(
                "dotnet_info",
                MetricType.Gauge,
                "The .NET runtime the exporter was built with; always 1.",
                ["version"],
                (_, samples) => samples.Add(runtime, 1)),
        ];
    }
}
