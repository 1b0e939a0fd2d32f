// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.SelfMetrics;

namespace EcsExporter.Server.Tests.SelfMetrics;

public sealed class BuildInfoTests
{
    [Fact]
    public void ToVersionText_ABuild_PrintsWhatExportersPrint() =>
        Assert.Equal(
            """
            ecs_exporter, version 1.2.3 (branch: main, revision: abc1234)
              build date:       2026-11-22T08:06:46Z
              .NET version:     10.0.1
              platform:         linux/arm64

            """,
            new BuildInfo("1.2.3", "main", "abc1234", "2026-11-22T08:06:46Z", "10.0.1", "linux", "arm64").ToVersionText());

    [Fact]
    public void Current_ThisBuild_HasAVersionAndNoEmptyPart()
    {
        var build = BuildInfo.Current;

        Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", build.Version);
        Assert.All([build.Branch, build.Revision, build.BuildDate, build.DotNetVersion, build.Os, build.Arch], Assert.NotEmpty);
    }
}
