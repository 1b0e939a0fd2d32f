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

    /// <summary>Lower-case words joined with hyphens.</summary>
    public string Name { get; }

    /// <summary>The scenario's name.</summary>
    public override string ToString() => Name;

    internal void Build(RegionModel region) => _build(region);
}
