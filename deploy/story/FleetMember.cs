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
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly SimulatedEndpoint _endpoint;
    private readonly ChildProcess _exporter;

    private FleetMember(StoryTask task, SimulatedEndpoint endpoint, ChildProcess exporter, StoryOptions options)
    {
        Task = task;
        _endpoint = endpoint;
        _exporter = exporter;
        Names = new TaskNames(endpoint.SimulatedTask);
        Address = AddressOf(exporter);
        Instance = options.Pushed ? Names.TaskId : Address;
    }

    public StoryTask Task { get; }

    public TaskNames Names { get; }

    /// <summary>Host and port of the exporter.</summary>
    public string Address { get; }

    /// <summary>The label <c>instance</c> of the task's series.</summary>
    public string Instance { get; }

    public static async Task<FleetMember> StartAsync(StoryTask task, StoryOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var endpoint = await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions
            {
                Scenario = Scenario.Find(task.Scenario)!,
                Seed = task.Seed,
                TaskAge = task.Age,
                TimeProvider = time,
            },
            cancellationToken);
        try
        {
            await MakeTroubleAsync(task.Trouble, endpoint, time);
#pragma warning disable CA2000 // The member disposes of it.
            var exporter = await ChildProcess.StartAsync(
                ExporterCommand.StartInfo(
                [
                    $"--ecs.metadata-uri={endpoint.MetadataUri}",
                    "--web.listen-address=127.0.0.1:0",
                    "--collector.cpu-per-core",
                    "--collector.memory-detail",
                    "--collector.utilization",
                    .. options.PushFlags(new TaskNames(endpoint.SimulatedTask).TaskId),
                ]),
                ListeningOn(),
                cancellationToken);
#pragma warning restore CA2000
            if (task.Trouble == Trouble.ExporterDown)
            {
                await WaitForDeliveryAsync(exporter, options, time, cancellationToken);
                await exporter.DisposeAsync();
            }

            return new FleetMember(task, endpoint, exporter, options);
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the exporter as ECS does when the task ends.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => _exporter.EndAsync(cancellationToken);

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

    /// <summary>Waits until an exporter that pushes has delivered a reading; without one, Prometheus would not know the task.</summary>
    private static async Task WaitForDeliveryAsync(ChildProcess exporter, StoryOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var metrics = new Uri($"http://{AddressOf(exporter)}/metrics");
        while (options.Pushed && !Delivered().IsMatch(await http.GetStringAsync(metrics, cancellationToken)))
        {
            await System.Threading.Tasks.Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private static string AddressOf(ChildProcess exporter) => ListeningOn().Match(exporter.ReadyLine).Groups[1].Value;

    [GeneratedRegex("^ecs_exporter_push_readings_delivered_total [1-9]", RegexOptions.Multiline)]
    private static partial Regex Delivered();

    [GeneratedRegex("msg=\"Listening on\" address=(\\S+)")]
    private static partial Regex ListeningOn();
}
