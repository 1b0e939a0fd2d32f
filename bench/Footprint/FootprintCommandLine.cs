// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EcsExporter.Footprint;

/// <summary>Declares the command line of this program.</summary>
internal static class FootprintCommandLine
{
    /// <param name="run">Runs the measurement and returns the exit code.</param>
    public static RootCommand Create(Func<Options, TextWriter, CancellationToken, Task<int>> run)
    {
        var binary = new Argument<string>("BINARY") { Description = "The published exporter." };
        var task = new Option<string?>("--task") { Description = "Serve this document as /task, together with --stats.", HelpName = "FILE" };
        var stats = new Option<string?>("--stats") { Description = "Serve this document as /task/stats, together with --task.", HelpName = "FILE" };
        var containers = new Option<int?>("--containers")
        {
            Description = "Serve a generated task with this many containers. Without it, a simulated Fargate task of three is served.",
            HelpName = "N",
            CustomParser = static argument => Count(argument, argument.Tokens[0].Value),
        };
        var scrapes = new Option<int[]>("--scrapes")
        {
            Description = "Read memory after each of these numbers of scrapes, ascending; the last number ends the measurement.",
            HelpName = "N,...",
            CustomParser = Ascending,
            DefaultValueFactory = static _ => [1000, 10_000],
        };
        var rounds = CountOption("--rounds", "Divide the scrapes into N blocks; after each block it is the next exporter's turn.", 10);
        var pause = new Option<int>("--pause")
        {
            Description = "Wait this many milliseconds after each scrape. Without a pause, scrapes find all they need in the processor's caches.",
            HelpName = "MS",
            CustomParser = static argument => Count(argument, argument.Tokens[0].Value),
        };
        var starts = CountOption("--starts", "Start each exporter N times to time its start.", 9);
        var peers = new Option<string[]>("--peer")
        {
            Description = "Measure this exporter in the same run and print ratios. {port} becomes the port to listen on, {endpoint} the address of the "
                + "task metadata, which is in ECS_CONTAINER_METADATA_URI_V4 as well. Repeatable.",
            HelpName = "COMMAND",
        };
        var peerPath = new Option<string>("--peer-path")
        {
            Description = "Scrape peers at this path.",
            HelpName = "PATH",
            DefaultValueFactory = static _ => "/metrics",
        };
        var growth = new Option<bool>("--growth") { Description = "Measure the exporter with tasks of 1, 10, 100 and 1000 containers instead." };
        var hosts = new Option<int[]>("--hosts")
        {
            Description = "Measure one exporter that pushes this many tasks of three containers instead, beside as many scrapes of one.",
            HelpName = "N,...",
            CustomParser = Ascending,
            DefaultValueFactory = static _ => [],
        };
        var json = new Option<string?>("--json") { Description = "Write the figures as JSON too.", HelpName = "FILE" };

        var root = new RootCommand("Measures a published exporter from outside: size, start, memory, CPU, latency.")
        {
            binary, task, stats, containers, scrapes, rounds, pause, starts, peers, peerPath, growth, hosts, json,
        };
        root.Validators.Add(result =>
        {
            var hasTask = result.GetResult(task) is not null;
            var hasContainers = result.GetResult(containers) is not null;
            var error = (hasTask, hasStats: result.GetResult(stats) is not null) switch
            {
                (true, false) or (false, true) => "--task and --stats belong together.",
                (true, true) when hasContainers => "--containers does not go with --task.",
                _ when result.GetResult(growth) is not null && result.GetResult(hosts) is { Implicit: false } => "--growth does not go with --hosts.",
                _ when (result.GetResult(growth) is not null || result.GetResult(hosts) is { Implicit: false })
                    && (hasTask || hasContainers || result.GetResult(peers) is not null) =>
                    "--growth and --hosts generate their own tasks and have no peers.",
                _ => null,
            };
            if (error is not null)
            {
                result.AddError(error);
            }
        });
        root.SetAction((line, interrupted) => run(
            new Options
            {
                Binary = line.GetValue(binary)!,
                TaskFile = line.GetValue(task),
                StatsFile = line.GetValue(stats),
                Containers = line.GetValue(containers),
                Scrapes = line.GetValue(scrapes)!,
                Rounds = line.GetValue(rounds),
                Pause = TimeSpan.FromMilliseconds(line.GetValue(pause)),
                Starts = line.GetValue(starts),
                Peers = line.GetValue(peers)!,
                PeerPath = line.GetValue(peerPath)!,
                Growth = line.GetValue(growth),
                Hosts = line.GetValue(hosts)!,
                JsonFile = line.GetValue(json),
            },
            line.InvocationConfiguration.Output,
            interrupted));
        return root;
    }

    private static Option<int> CountOption(string name, string description, int defaultValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = static argument => Count(argument, argument.Tokens[0].Value),
        DefaultValueFactory = _ => defaultValue,
    };

    private static int Count(ArgumentResult argument, string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            argument.AddError($"\"{text}\" is not a number above 0.");
        }

        return count;
    }

    private static int[] Ascending(ArgumentResult argument)
    {
        int[] counts = [.. argument.Tokens[0].Value.Split(',').Select(text => Count(argument, text))];
        if (!counts.Order().Distinct().SequenceEqual(counts))
        {
            argument.AddError($"\"{argument.Tokens[0].Value}\" is not ascending.");
        }

        return counts;
    }
}
