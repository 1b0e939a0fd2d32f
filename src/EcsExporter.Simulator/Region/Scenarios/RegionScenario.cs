// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Scenarios;

/// <summary>The content of a simulated region when it starts.</summary>
public sealed class RegionScenario
{
    private readonly Action<RegionModel> _build;

    /// <summary>Declares a scenario.</summary>
    /// <param name="name">Lower-case words joined with hyphens.</param>
    /// <param name="build">Adds clusters with their services, tasks and instances to an empty region.</param>
    public RegionScenario(string name, Action<RegionModel> build)
    {
        Name = name;
        _build = build;
    }

    /// <summary>One cluster with one healthy service of two tasks on Fargate.</summary>
    public static RegionScenario Healthy { get; } = new("healthy", static region => region.AddCluster("demo").AddService(
        new ServiceDeclaration("web", new RegionTaskDefinition("web", 7)) { DesiredCount = 2, Tags = new Dictionary<string, string> { ["team"] = "shop" } }));

    /// <summary>Two clusters with every launch type, network mode and scheduling strategy, in which some services are in trouble.</summary>
    public static RegionScenario Demo { get; } = new("demo", DemoRegion.Build);

    /// <summary>
    /// The cluster <c>stops</c> with a service for each of <see cref="StopCauses.All"/>, named after the cause. Two minutes after the start, one task
    /// of each service has stopped for that cause.
    /// </summary>
    public static RegionScenario EveryStop { get; } = new("every-stop", StopsRegion.Build);

    /// <summary>Healthy services in clusters of at most 250 services, for measurements and load tests.</summary>
    /// <param name="services">The number of services.</param>
    /// <param name="tasksOfAService">The desired count of each service.</param>
    /// <param name="instances">The number of container instances; every other service runs on them.</param>
    public static RegionScenario OfSize(int services, int tasksOfAService, int instances) =>
        new($"{services} services", region => SizedRegion.Build(region, services, tasksOfAService, instances));

    /// <summary>Lower-case words joined with hyphens.</summary>
    public string Name { get; }

    /// <summary>The scenario's name.</summary>
    public override string ToString() => Name;

    internal void Build(RegionModel region) => _build(region);
}
