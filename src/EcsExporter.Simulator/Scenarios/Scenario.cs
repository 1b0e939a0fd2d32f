// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Declarations;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Simulator.Scenarios;

/// <summary>A task on one of the platforms ECS runs on, with everything that is peculiar to that platform.</summary>
public sealed class Scenario
{
    private readonly TaskDeclaration _task;

    internal Scenario(string name, string description, TaskDeclaration task)
    {
        Name = name;
        Description = description;
        _task = task;
    }

    /// <summary>Every named scenario.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        FargateScenario.Declare(),
        FargateWindowsScenario.Declare(),
        Ec2BridgeScenario.Declare(),
        Ec2AwsvpcScenario.Declare(),
        Ec2HostScenario.Declare(),
        Ec2WindowsScenario.Declare(),
        AnywhereScenario.Declare(),
        ManagedInstancesScenario.Declare(),
        ManagedInstancesDaemonScenario.Declare(),
        AppRunnerScenario.Declare(),
    ];

    /// <summary>What the command line calls the scenario: lower-case words joined with hyphens.</summary>
    public string Name { get; }

    /// <summary>One line on what is peculiar to the scenario.</summary>
    public string Description { get; }

    /// <summary>The scenario of that exact name; null when there is none.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);

    /// <summary>A Fargate task of that many containers, the exporter included, to measure and to test under load.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is not even the exporter.</exception>
    public static Scenario OfSize(int containers) => SizedScenario.Declare(containers);

    /// <summary>A Managed Daemon on a host with that many tasks of three containers, its own of one container among them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is not even the daemon.</exception>
    public static Scenario OfHostSize(int tasks) => ManagedInstancesDaemonScenario.OfSize(tasks);

    /// <summary>A task of this scenario.</summary>
    /// <param name="startedAt">When it started; every counter begins there.</param>
    /// <param name="seed">Picks the identifiers, and how the loads vary.</param>
    public SimulatedTask StartTask(DateTimeOffset startedAt, int seed = 0) => new(_task, startedAt, seed);

    /// <summary>Whether the task runs on ECS Managed Instances.</summary>
    public bool IsOnManagedInstances => _task.Platform.LaunchType == "MANAGED_INSTANCES";

    /// <summary>The scenario's name.</summary>
    public override string ToString() => Name;
}
