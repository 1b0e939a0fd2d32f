// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Fuzz;

/// <summary>Fuzzes the command line and the environment: an exporter can be built, or the error message is one line.</summary>
internal sealed class FlagTarget() : FuzzTarget("flags")
{
    private static readonly IReadOnlyList<Flag> Flags = CommandLineParser.Parse([], static _ => null, Collector.All).Options.Flags;

    private static readonly string[] Values =
    [
        "", "true", "0", "1", "-1", "4s", "1m30s", "2562047h47m16.854775807s", "9223372036854775807ns",
        "1e9s", ".5s", ":9779", "[::1]:0", "127.0.0.1:0", "localhost:65535",
        "a=b", "zone=\n", "cluster,family", "app*,?", "http://169.254.170.2/v4/id", "http://[::1", "file:///etc/passwd",
        "/metrics", "debug", "json", "99999999999999999999",
    ];

    private static readonly string[] Words = ["demo", "once", "metrics", "healthcheck", "--", "-", "-h", "--help", "--version", "--no-", "--=", "=", "\0"];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random)
    {
        var parts = new byte[1 + random.Next(6)][];
        for (var i = 0; i < parts.Length; i++)
        {
            var text = random.Next(6) == 0
                ? Words[random.Next(Words.Length)]
                : $"{(random.Next(8) == 0 ? "--no-" : "--")}{Flags[random.Next(Flags.Count)].Name}"
                    + $"{(random.Next(5) == 0 ? "" : "=")}{Values[random.Next(Values.Length)]}";
            var bytes = Encoding.UTF8.GetBytes(text);
            parts[i] = random.Next(3) == 0 ? ByteMutator.Mutate(bytes, random) : bytes;
        }

        return parts;
    }

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input)
    {
        var texts = input.Select(Encoding.UTF8.GetString).ToList();

        // The first part of the input is the value of every ECS_ variable; the other parts are arguments.
        string? Environment(string variable) => texts[0].Length > 0 && variable.StartsWith("ECS_", StringComparison.Ordinal) ? texts[0].Split('=')[^1] : null;
        try
        {
            var (_, options) = CommandLineParser.Parse(texts.Skip(1), Environment, Collector.All);
            var endpoint = MetadataEndpoint.Discover(options.Ecs.MetadataUri, Environment);
            using var exporter = new Exporter(endpoint, options, Environment, TimeProvider.System, NullLogger.Instance);
        }
        catch (UsageException error)
        {
            if (error.ToLine().Any(char.IsControl))
            {
                throw new FormatException($"the error is not one line: {error.ToLine()}");
            }
        }
    }
}
