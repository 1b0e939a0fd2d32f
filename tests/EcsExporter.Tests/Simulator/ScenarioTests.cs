// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Tests.Simulator;

public sealed class ScenarioTests
{
    private static readonly double[] Moments = [-5, 0, 0.9, 3, 11, 12, 60, 200, 424, 432, 442, 600, 780, 3600, 90_000, 31_536_000];

    public static TheoryData<string> Names => [.. Scenario.All.Select(scenario => scenario.Name)];

    [Fact]
    public void All_NamesEveryPlatform_AndEachIsFound()
    {
        Assert.Equal(
            [
                "fargate", "fargate-windows", "ec2-bridge", "ec2-awsvpc", "ec2-host", "ec2-windows", "anywhere", "managed-instances",
                "managed-instances-daemon", "app-runner",
            ],
            Scenario.All.Select(scenario => scenario.Name));
        Assert.All(Scenario.All, scenario => Assert.Same(scenario, Scenario.Find(scenario.Name)));
        Assert.Null(Scenario.Find("mainframe"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documents_AtAnyMoment_AreJsonAndListTheSameContainers(string name)
    {
        var task = Documents.StartTask(name);
        foreach (var moment in Moments)
        {
            var listed = task.TaskAfter(moment).GetProperty("Containers").EnumerateArray()
                .Select(container => container.GetProperty("DockerId").GetString());
            var measured = task.StatsAfter(moment).EnumerateObject().Select(entry => entry.Name);
            Assert.Equal(listed.Order(StringComparer.Ordinal), measured);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documents_SameSeedAndMoment_AreTheSameBytes(string name)
    {
        foreach (var moment in Moments)
        {
            var now = Documents.Start.AddSeconds(moment);
            foreach (var document in Enum.GetValues<EndpointDocument>())
            {
                Assert.Equal(
                    Documents.StartTask(name, seed: 7).Document(document, now),
                    Documents.StartTask(name, seed: 7).Document(document, now));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documents_AnotherSeed_AreAnotherTask(string name) =>
        Assert.NotEqual(Documents.StartTask(name, seed: 1).Arn, Documents.StartTask(name, seed: 2).Arn);

    [Theory]
    [MemberData(nameof(Names))]
    public void ContainerDocuments_OfTheObserver_AreItsPartsOfTheTaskDocuments(string name)
    {
        var task = Documents.StartTask(name);
        var now = Documents.Start.AddMinutes(5);
        var container = Documents.Parse(task.Document(EndpointDocument.Container, now));
        var id = container.GetProperty("DockerId").GetString()!;

        Assert.Contains(
            container.GetRawText(),
            task.TaskAfter(300).GetProperty("Containers").EnumerateArray().Select(listed => listed.GetRawText()));
        Assert.Equal(
            Documents.Parse(task.Document(EndpointDocument.ContainerStats, now)).GetRawText(),
            task.StatsAfter(300).GetProperty(id).GetRawText());
    }

    [Theory]
    [InlineData("fargate", false)]
    [InlineData("managed-instances", false)]
    [InlineData("ec2-bridge", true)]
    public void Task_AskedRepeatedly_ChangesOrderOnlyOnTheAgent(string name, bool changes)
    {
        var task = Documents.StartTask(name);
        var orders = Enumerable.Range(0, 20).Select(i => string.Join(
            ',',
            task.TaskAfter(300 + (i * 0.01)).GetProperty("Containers").EnumerateArray().Select(c => c.GetProperty("Name").GetString())));

        Assert.Equal(changes, orders.Distinct().Count() > 1);
    }

    [Fact]
    public void OfSize_AThousand_HasAThousandContainersWithDistinctIds()
    {
        var task = Scenario.OfSize(1000).StartTask(Documents.Start);

        Assert.Equal(1000, task.TaskAfter(60).GetProperty("Containers").GetArrayLength());
        Assert.Equal(1000, task.StatsAfter(60).EnumerateObject().Select(entry => entry.Name).Distinct().Count());
    }
}
