// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Scenarios;

/// <summary>What a simulated region has when it starts.</summary>
public sealed class RegionScenario
{
    private readonly Action<RegionModel> _build;

    /// <summary>Declares a scenario.</summary>
    /// <param name="name">Lower-case words joined with hyphens.</param>
    /// <param name="build">Adds clusters and what they have to a region without any.</param>
    public RegionScenario(string name, Action<RegionModel> build)
    {
        Name = name;
        _build = build;
    }

    /// <summary>One cluster with one service of two tasks on Fargate, and nothing wrong.</summary>
    public static RegionScenario Healthy { get; } = new("healthy", static region => region.AddCluster("demo").AddService(
        new ServiceDeclaration("web", new RegionTaskDefinition("web", 7)) { DesiredCount = 2, Tags = new Dictionary<string, string> { ["team"] = "shop" } }));

    /// <summary>Two clusters with every launch type, network mode and scheduler, where some services are in trouble.</summary>
    public static RegionScenario Demo { get; } = new("demo", DemoRegion.Build);

    /// <summary>
    /// The cluster <c>stops</c> with a service for each of <see cref="StopCauses.All"/>, named after it. One task of each has stopped for that cause two
    /// minutes after the start.
    /// </summary>
    public static RegionScenario EveryStop { get; } = new("every-stop", StopsRegion.Build);

    /// <summary>Services whose tasks run on, to measure and to test under load, in clusters of at most 250 services.</summary>
    /// <param name="services">How many services there are.</param>
    /// <param name="tasksOfAService">How many tasks each of them wants.</param>
    /// <param name="instances">How many container instances there are; every other service runs on them.</param>
    public static RegionScenario OfSize(int services, int tasksOfAService, int instances) =>
        new($"{services} services", region => SizedRegion.Build(region, services, tasksOfAService, instances));

    /// <summary>Lower-case words joined with hyphens.</summary>
    public string Name { get; }

    /// <summary>The scenario's name.</summary>
    public override string ToString() => Name;

    internal void Build(RegionModel region) => _build(region);
}
