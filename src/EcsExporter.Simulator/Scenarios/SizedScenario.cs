// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Scenarios;

internal static class SizedScenario
{
    public static Scenario Declare(int containers) => new(
        string.Create(CultureInfo.InvariantCulture, $"of-size-{containers}"),
        "Fargate on Linux with as many containers as asked for.",
        new TaskDeclaration
        {
            Platform = Platforms.FargateLinux,
            Family = "swarm",
            Cpu = 16,
            MemoryMebibytes = 122_880,
            Containers =
            [
                ContainerDeclaration.Exporter,
                .. Enumerable.Range(1, containers - 1).Select(number =>
                    new ContainerDeclaration(string.Create(CultureInfo.InvariantCulture, $"app-{number:D4}"))),
            ],
        });
}
