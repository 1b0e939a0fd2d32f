// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EcsExporter.Story;

/// <summary>A Prometheus with deploy/prometheus/file.yml and the rules of deploy/rules, whose targets are the fleet's.</summary>
internal sealed partial class StoryPrometheus : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;

    private StoryPrometheus(DirectoryInfo folder, ChildProcess process, Uri address)
    {
        _folder = folder;
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<StoryPrometheus> StartAsync(Fleet fleet, StoryPrometheusOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("ecs-exporter-story");
        try
        {
            await WriteFilesAsync(folder.FullName, fleet, options, cancellationToken);
            var address = new Uri($"http://127.0.0.1:{options.Port}/");
#pragma warning disable CA2000 // The result disposes of it.
            var process = await ChildProcess.StartAsync(
                new ProcessStartInfo(
                    "prometheus",
                    [
                        $"--config.file={folder.FullName}/prometheus/file.yml",
                        $"--storage.tsdb.path={folder.FullName}/data",
                        $"--web.listen-address={address.Authority}",
                    ]),
                Ready(),
                cancellationToken);
#pragma warning restore CA2000
            return new StoryPrometheus(folder, process, address);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task WriteFilesAsync(string folder, Fleet fleet, StoryPrometheusOptions options, CancellationToken cancellationToken)
    {
        var deploy = FindDeploy();
        foreach (var file in (string[])["prometheus/file.yml", "rules/recording.yml", "rules/alerts.yml"])
        {
            var path = Path.Combine(folder, file);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var text = await File.ReadAllTextAsync(Path.Combine(deploy, file), cancellationToken);
            await File.WriteAllTextAsync(path, Faster(text, options), cancellationToken);
        }

        var targets = new JsonArray(
        [
            .. fleet.Members.Select(member => new JsonObject
            {
                ["targets"] = new JsonArray(member.Address),
                ["labels"] = new JsonObject { ["cluster"] = member.Names.Cluster, ["family"] = member.Names.Family },
            }),
        ]);
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus", "targets.json"), targets.ToJsonString(), cancellationToken);
    }

    private static string Faster(string text, StoryPrometheusOptions options)
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

    [GeneratedRegex(@"\b(scrape_interval|evaluation_interval): \d+s\b")]
    private static partial Regex Interval();
}
