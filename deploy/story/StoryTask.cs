// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Story;

/// <summary>One simulated task of the story.</summary>
/// <param name="Scenario">The simulator's name for the kind of task.</param>
/// <param name="Seed">Tells tasks of one scenario apart.</param>
/// <param name="Trouble">What is wrong with it; null: nothing.</param>
internal sealed record StoryTask(string Scenario, int Seed = 0, Trouble? Trouble = null)
{
    /// <summary>How old the task is when its exporter starts.</summary>
    /// <remarks>Old enough for a first result of every health check, young enough that nothing goes wrong by itself for two minutes.</remarks>
    public TimeSpan Age { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Every kind of task, and a task for each trouble.</summary>
    public static IReadOnlyList<StoryTask> All { get; } =
    [
        new("fargate"),
        new("fargate", Seed: 1),
        new("fargate-windows"),
        new("ec2-bridge", Trouble: Trouble.OutOfMemoryEvents),
        new("ec2-awsvpc"),
        new("ec2-host"),
        new("ec2-windows"),
        new("anywhere"),
        new("managed-instances"),
        new("managed-instances-daemon"),
        new("app-runner"),
        new("app-runner", Seed: 1, Trouble.ExporterDown),
        new("fargate", Seed: 2, Trouble.EndpointDown),
        new("ec2-awsvpc", Seed: 1, Trouble.RestartLoop("index")),
        new("app-runner", Seed: 3, Trouble.TaskOutOfMemory("app")),
        new("anywhere", Seed: 1, Trouble.ContainerOutOfMemory("till")),
        new("managed-instances", Seed: 1, Trouble.Unhealthy("model")),
        new("fargate", Seed: 3, Trouble.BadHost(ended: "init")),
        new("app-runner", Seed: 2, Trouble.StaleFigures("app")),
        new("ec2-awsvpc", Seed: 2, Trouble.Throttled("index")),
    ];

    /// <summary>The tasks that nothing is wrong with.</summary>
    public static IReadOnlyList<StoryTask> Healthy { get; } = [.. All.Where(static task => task.Trouble is null)];
}
