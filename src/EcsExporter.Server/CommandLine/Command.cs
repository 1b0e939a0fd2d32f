// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>The action of one run of the executable. <see cref="SubCommand"/> describes the commands that have a name.</summary>
internal enum Command
{
    /// <summary>Serves the metrics of the exporter's own task. It is the default, and has no name on the command line.</summary>
    Serve,
    HealthCheck,
    Once,
    Push,

    /// <summary>Serves the metrics of a region's clusters.</summary>
    Cluster,
    Demo,
    Metrics,
    Help,
    Version,
}

/// <summary>Holds the name and the help of a command. The help describes its action and its exit code.</summary>
internal sealed record SubCommand(string Name, Command Command, string Help)
{
    /// <summary>All named commands, in the order of the help.</summary>
    public static IReadOnlyList<SubCommand> All { get; } =
    [
        new("healthcheck", Command.HealthCheck,
            "Request /-/healthy from the exporter in the same container. Exit with 0 if it is healthy, else with 1. "
            + "For container health checks in images without a shell."),
        new("once", Command.Once, "Write one scrape to standard output. Exit with 1 if ecs_up is 0."),
        new("push", Command.Push, "Read the task once, push it to --push.url and report the result. Exit with 1 if the push failed."),
        new("cluster", Command.Cluster,
            "Serve the metrics of a region's clusters and a list of scrape targets, read from the ECS API. Run one task per region, with an IAM role."),
        new("demo", Command.Demo, "Serve the metrics of a simulated task, without an AWS account."),
        new("metrics", Command.Metrics, "Write the metric catalogue to standard output as Markdown."),
    ];
}
