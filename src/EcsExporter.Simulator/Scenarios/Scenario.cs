// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Declarations;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Simulator.Scenarios;

/// <summary>A task on one of the platforms of ECS, with the peculiarities of that platform.</summary>
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

    /// <summary>The name on the command line: lower-case words joined with hyphens.</summary>
    public string Name { get; }

    /// <summary>A description in one line.</summary>
    public string Description { get; }

    /// <summary>The scenario with this exact name; null when there is none.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);

    /// <summary>A Fargate task with this many containers, the exporter included, for measurements and load tests.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1, for the exporter itself.</exception>
    public static Scenario OfSize(int containers) => SizedScenario.Declare(containers);

    /// <summary>A Managed Daemon on a host with this many tasks: its own, which has one container, and tasks with three containers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1, for the daemon itself.</exception>
    public static Scenario OfHostSize(int tasks) => ManagedInstancesDaemonScenario.OfSize(tasks);

    /// <summary>Creates a task of this scenario.</summary>
    /// <param name="startedAt">When the task started; its counters are zero at this time.</param>
    /// <param name="seed">The seed of the identifiers and of the variation of the loads.</param>
    public SimulatedTask StartTask(DateTimeOffset startedAt, int seed = 0) => new(_task, startedAt, seed);

    /// <summary>Whether the task runs on ECS Managed Instances.</summary>
    public bool IsOnManagedInstances => _task.Platform.LaunchType == "MANAGED_INSTANCES";

    /// <summary>The scenario's name.</summary>
    public override string ToString() => Name;
}
