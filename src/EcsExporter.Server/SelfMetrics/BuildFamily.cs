// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>Which build is running.</summary>
internal static class BuildFamily
{
    public static MetricFamily Of(BuildInfo build) => new(
        "ecs_exporter_build_info",
        MetricType.Gauge,
        "The version of the exporter, what it was built from and for; always 1.",
        ["arch", "branch", "dotnetversion", "os", "revision", "version"],
        (_, samples) => samples.Add([build.Arch, build.Branch, build.DotNetVersion, build.Os, build.Revision, build.Version], 1));
}
