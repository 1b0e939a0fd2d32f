// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;

namespace EcsExporter.Simulator.Region.Model;

/// <summary>
/// The content of a region of one account: clusters with their services, tasks and instances, and task definitions. Not thread-safe: the region's
/// server serializes all accesses.
/// </summary>
public sealed class RegionModel
{
    private readonly List<RegionCluster> _clusters = [];
    private readonly List<RegionTaskDefinition> _definitions = [];
    private readonly int _seed;
    private int _tasks;
    private int _instances;

    internal RegionModel(string name, string account, RegionAddresses addresses, int seed, DateTimeOffset now)
    {
        Name = name;
        Account = account;
        Addresses = addresses;
        _seed = seed;
        Now = now;
    }

    /// <summary>The region's name, such as <c>eu-central-1</c>.</summary>
    public string Name { get; }

    /// <summary>The account's identifier, twelve digits.</summary>
    public string Account { get; }

    /// <summary>The clusters in the order in which they were added.</summary>
    public IReadOnlyList<RegionCluster> Clusters => _clusters;

    /// <summary>The time to which the model has been advanced.</summary>
    public DateTimeOffset Now { get; private set; }

    internal RegionAddresses Addresses { get; }

    /// <summary>Adds an empty cluster.</summary>
    public RegionCluster AddCluster(string name)
    {
        RegionCluster cluster = new(this, name);
        _clusters.Add(cluster);
        return cluster;
    }

    /// <summary>The cluster with this name.</summary>
    /// <exception cref="KeyNotFoundException">The region has no such cluster.</exception>
    public RegionCluster Cluster(string name) =>
        _clusters.Find(cluster => cluster.Name == name) ?? throw new KeyNotFoundException($"there is no cluster {name}");

    internal string Arn(string kind, string resource) => $"arn:aws:ecs:{Name}:{Account}:{kind}/{resource}";

    internal string Identifier(string key, int digits) => Noise.Hexadecimal(key, _seed, digits);

    internal ulong Number(string key) => Noise.Of(key, _seed);

    internal int NextTaskNumber() => _tasks++;

    internal int NextInstanceNumber() => _instances++;

    internal string Arn(RegionTaskDefinition definition) => Arn("task-definition", $"{definition.Family}:{definition.Revision}");

    /// <summary>Registers a task definition.</summary>
    internal void Register(RegionTaskDefinition definition)
    {
        _ = _definitions.RemoveAll(known => known.Family == definition.Family && known.Revision == definition.Revision);
        _definitions.Add(definition);
    }

    /// <summary>The task definition by its ARN, its family and revision, or its family alone, which means the latest revision.</summary>
    internal RegionTaskDefinition? FindDefinition(string name)
    {
        RegionTaskDefinition? latest = null;
        foreach (var definition in _definitions)
        {
            var isMeant = name == Arn(definition) || name == definition.Family || name == $"{definition.Family}:{definition.Revision}";
            latest = isMeant && !(definition.Revision <= latest?.Revision) ? definition : latest;
        }

        return latest;
    }

    /// <summary>Advances the model: applies all changes that are due by then.</summary>
    internal void AdvanceTo(DateTimeOffset now)
    {
        foreach (var cluster in _clusters)
        {
            cluster.AdvanceTo(now);
        }

        Now = now > Now ? now : Now;
    }
}
