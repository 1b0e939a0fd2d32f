// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Story;

/// <summary>A simulated task and the exporter that reads its endpoint.</summary>
internal sealed partial class FleetMember : IAsyncDisposable
{
    // Old enough for a first result of every health check, young enough that nothing goes wrong by itself for two minutes.
    private static readonly TimeSpan TaskAge = TimeSpan.FromSeconds(40);

    private readonly SimulatedEndpoint _endpoint;
    private readonly ChildProcess _exporter;

    private FleetMember(StoryTask task, SimulatedEndpoint endpoint, ChildProcess exporter)
    {
        Task = task;
        _endpoint = endpoint;
        _exporter = exporter;
        Names = new TaskNames(endpoint.SimulatedTask);
        Address = ListeningOn().Match(exporter.ReadyLine).Groups[1].Value;
    }

    public StoryTask Task { get; }

    public TaskNames Names { get; }

    /// <summary>Host and port of the exporter.</summary>
    public string Address { get; }

    public static async Task<FleetMember> StartAsync(StoryTask task, TimeProvider time, CancellationToken cancellationToken)
    {
        var endpoint = await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions
            {
                Scenario = Scenario.Find(task.Scenario)!,
                Seed = task.Seed,
                TaskAge = TaskAge,
                TimeProvider = time,
            },
            cancellationToken);
        try
        {
            await MakeTroubleAsync(task.Trouble, endpoint, time);
#pragma warning disable CA2000 // The member disposes of it.
            var exporter = await ChildProcess.StartAsync(
                ExporterCommand.StartInfo(
                    $"--ecs.metadata-uri={endpoint.MetadataUri}",
                    "--web.listen-address=127.0.0.1:0",
                    "--collector.cpu-per-core",
                    "--collector.memory-detail",
                    "--collector.utilization"),
                ListeningOn(),
                cancellationToken);
#pragma warning restore CA2000
            if (task.Trouble == Trouble.ExporterDown)
            {
                await exporter.DisposeAsync();
            }

            return new FleetMember(task, endpoint, exporter);
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _exporter.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    private static async Task MakeTroubleAsync(Trouble? trouble, SimulatedEndpoint endpoint, TimeProvider time)
    {
        if (trouble == Trouble.EndpointDown)
        {
            await endpoint.StopListeningAsync();
        }

        if (trouble?.Edit is { } edit)
        {
            var names = new TaskNames(endpoint.SimulatedTask);
            var start = time.GetUtcNow();
            endpoint.Documents = document =>
            {
                var now = time.GetUtcNow();
                var json = JsonNode.Parse(endpoint.SimulatedTask.Document(document, now))!;
                edit(document, json, names, now - start);
                return Encoding.UTF8.GetBytes(json.ToJsonString());
            };
        }
    }

    [GeneratedRegex("msg=\"Listening on\" address=(\\S+)")]
    private static partial Regex ListeningOn();
}
