// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Story;

/// <summary>One simulated task of the story.</summary>
/// <param name="Scenario">The name of the simulator's scenario.</param>
/// <param name="Seed">Distinguishes tasks of one scenario.</param>
/// <param name="Trouble">The trouble of the task; null for a healthy task.</param>
internal sealed record StoryTask(string Scenario, int Seed = 0, Trouble? Trouble = null)
{
    /// <summary>How old the task is when its exporter starts.</summary>
    /// <remarks>
    /// Every health check has a first result by then, and no scenario has trouble of its own in the two minutes after that.
    /// </remarks>
    public TimeSpan Age { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>A task of every scenario, and a task for each trouble.</summary>
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

    /// <summary>The tasks without trouble.</summary>
    public static IReadOnlyList<StoryTask> Healthy { get; } = [.. All.Where(static task => task.Trouble is null)];
}
