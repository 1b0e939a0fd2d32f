// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Footprint;

/// <summary>Reads the command line; each option is declared once.</summary>
internal static class OptionParser
{
    private static readonly Option[] All =
    [
        new("--task", "FILE", "Serve this document as /task, together with --stats.", static (options, value) => options.TaskFile = value),
        new("--stats", "FILE", "Serve this document as /task/stats, together with --task.", static (options, value) => options.StatsFile = value),
        new("--containers", "N", "Serve a generated task of that many containers. Default: a simulated Fargate task of three.",
            static (options, value) => options.Containers = Count(value)),
        new("--scrapes", "LIST", "Read memory after that many scrapes, ascending; the last number ends the measurement. Default: 1000,10000.",
            static (options, value) => options.Scrapes = Ascending(value)),
        new("--rounds", "N", "Divide the scrapes into N blocks; after each it is the next exporter's turn. Default: 10.",
            static (options, value) => options.Rounds = Count(value)),
        new("--pause", "MS", "Wait that many milliseconds after each scrape. Without a pause, scrapes find all they need in the processor's caches.",
            static (options, value) => options.Pause = TimeSpan.FromMilliseconds(Count(value))),
        new("--starts", "N", "Start each exporter N times to time its start. Default: 9.", static (options, value) => options.Starts = Count(value)),
        new("--peer", "COMMAND", "Measure this exporter in the same run and print ratios. {port} becomes the port to listen on, {endpoint} the "
            + "address of the task metadata, which is in ECS_CONTAINER_METADATA_URI_V4 as well. Repeatable.",
            static (options, value) => options.Peers.Add(value)),
        new("--peer-path", "PATH", "Scrape peers there. Default: /metrics.", static (options, value) => options.PeerPath = value),
        new("--growth", null, "Measure the exporter with tasks of 1, 10, 100 and 1000 containers instead.", static (options, _) => options.Growth = true),
        new("--json", "FILE", "Write the figures as JSON, too.", static (options, value) => options.JsonFile = value),
        new("--help", null, "Print this help.", static (options, _) => options.Help = true),
    ];

    /// <exception cref="FootprintException">The command line cannot be understood.</exception>
    public static Options Parse(IEnumerable<string> arguments)
    {
        var options = new Options();
        var words = new Queue<string>(arguments);
        while (words.TryDequeue(out var word))
        {
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                options.Binary = options.Binary is null ? word : throw new FootprintException($"there is one binary to measure, not also {word}");
                continue;
            }

            var parts = word.Split('=', 2);
            var option = Array.Find(All, option => option.Name == parts[0]) ?? throw new FootprintException($"unknown option {parts[0]}");
            var value = "";
            if (parts.Length == 2)
            {
                value = parts[1];
            }
            else if (option.Value is not null && !words.TryDequeue(out value))
            {
                throw new FootprintException($"{option.Name} needs a value");
            }

            try
            {
                option.Apply(options, value);
            }
            catch (FormatException error)
            {
                throw new FootprintException($"{option.Name} {value}: {error.Message}");
            }
        }

        return options.Help ? options : Checked(options);
    }

    public static string Help()
    {
        var text = new StringBuilder()
            .AppendLine("Usage: dotnet run -c Release --project bench/Footprint -- [OPTION]... BINARY")
            .AppendLine()
            .AppendLine("Measures the published exporter BINARY from outside: size, start, memory, CPU, latency.")
            .AppendLine();
        foreach (var option in All)
        {
            _ = text.AppendLine($"  {option.Name} {option.Value}".TrimEnd()).AppendLine($"      {option.Help}");
        }

        return text.ToString();
    }

    private static Options Checked(Options options) => options switch
    {
        { Binary: null } => throw new FootprintException("which binary? --help explains"),
        _ when options.TaskFile is null != options.StatsFile is null => throw new FootprintException("--task and --stats belong together"),
        { TaskFile: not null, Containers: not null } => throw new FootprintException("--containers does not go with --task"),
        { Growth: true } when options.TaskFile is not null || options.Containers is not null || options.Peers.Count > 0 =>
            throw new FootprintException("--growth has tasks of its own, and no peers"),
        _ => options,
    };

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new FormatException("not a number above 0");

    private static int[] Ascending(string text)
    {
        int[] counts = [.. text.Split(',').Select(Count)];
        return counts.Order().Distinct().SequenceEqual(counts) ? counts : throw new FormatException("not ascending");
    }
}
