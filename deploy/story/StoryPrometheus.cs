// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EcsExporter.Story;

/// <summary>
/// A Prometheus with deploy/prometheus/file.yml and the rules of deploy/rules. It scrapes the listed tasks, or receives what they push.
/// </summary>
internal sealed partial class StoryPrometheus : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;

    private StoryPrometheus(DirectoryInfo folder, ChildProcess process, StoryOptions options)
    {
        _folder = folder;
        _process = process;
        Options = options;
    }

    public StoryOptions Options { get; }

    public static async Task<StoryPrometheus> StartAsync(StoryOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("ecs-exporter-story");
        try
        {
            await WriteFilesAsync(folder.FullName, options, cancellationToken);
#pragma warning disable CA2000 // The result disposes of it.
            var process = await ChildProcess.StartAsync(
                new ProcessStartInfo(
                    "prometheus",
                    [
                        $"--config.file={folder.FullName}/prometheus/file.yml",
                        $"--storage.tsdb.path={folder.FullName}/data",
                        $"--web.listen-address={options.Address.Authority}",
                        .. options.Pushed ? ["--web.enable-remote-write-receiver"] : Array.Empty<string>(),
                    ]),
                Ready(),
                cancellationToken);
#pragma warning restore CA2000
            return new StoryPrometheus(folder, process, options);
        }
        catch (Exception error)
        {
            folder.Delete(recursive: true);
            if (error is Win32Exception)
            {
                throw new InvalidOperationException(
                    "The program prometheus cannot be started. The story needs Prometheus 2.42 or later on the PATH; Debian has it in the package prometheus.",
                    error);
            }

            throw;
        }
    }

    /// <summary>Replaces the list of tasks to scrape. Does nothing when tasks push.</summary>
    public async Task SetTargetsAsync(IReadOnlyList<FleetMember> members)
    {
        var targets = new JsonArray(
        [
            .. members.Select(member => new JsonObject
            {
                ["targets"] = new JsonArray(member.Address),
                ["labels"] = new JsonObject { ["cluster"] = member.Names.Cluster, ["family"] = member.Names.Family },
            }),
        ]);
        if (!Options.Pushed)
        {
            // The rename is atomic, so Prometheus never reads half a file.
            var file = Path.Combine(_folder.FullName, "prometheus", "targets.json");
            await File.WriteAllTextAsync($"{file}.new", targets.ToJsonString());
            File.Move($"{file}.new", file, overwrite: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task WriteFilesAsync(string folder, StoryOptions options, CancellationToken cancellationToken)
    {
        var deploy = FindDeploy();
        foreach (var file in (string[])["prometheus/file.yml", "rules/recording.yml", "rules/alerts.yml"])
        {
            var path = Path.Combine(folder, file);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var text = await File.ReadAllTextAsync(Path.Combine(deploy, file), cancellationToken);
            await File.WriteAllTextAsync(path, Faster(text, options), cancellationToken);
        }
    }

    private static string Faster(string text, StoryOptions options)
    {
        text = options.HoldSeconds is { } hold ? Holding().Replace(text, string.Create(CultureInfo.InvariantCulture, $"for: {hold}s")) : text;
        return options.IntervalSeconds is { } seconds
            ? Interval().Replace(text, match => string.Create(CultureInfo.InvariantCulture, $"{match.Groups[1].Value}: {seconds}s"))
            : text;
    }

    private static string FindDeploy()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var deploy = Path.Combine(folder.FullName, "deploy");
            if (Directory.Exists(Path.Combine(deploy, "rules")))
            {
                return deploy;
            }
        }

        throw new DirectoryNotFoundException("The story does not run inside a checkout.");
    }

    [GeneratedRegex("Server is ready to receive web requests")]
    private static partial Regex Ready();

    [GeneratedRegex(@"\bfor: \d+m\b")]
    private static partial Regex Holding();

    [GeneratedRegex(@"\b(scrape_interval|evaluation_interval|interval): \d+[sm]\b")]
    private static partial Regex Interval();
}
