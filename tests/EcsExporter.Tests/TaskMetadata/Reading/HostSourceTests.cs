// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using EndpointDocument = EcsExporter.Simulator.Documents.EndpointDocument;

namespace EcsExporter.Tests.TaskMetadata.Reading;

/// <summary>Tests how a Managed Daemon reads the tasks on its host: with one request for each of two documents.</summary>
public sealed class HostSourceTests
{
    private readonly FakeTime _time = new();
    private readonly CapturingLogger _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Read_HostOfAnySize_TakesTwoRequests(int tasks)
    {
        await using var endpoint = await StartAsync(Scenario.OfHostSize(tasks));
        using var client = Client(endpoint);

        var host = await Source(client, endpoint).ReadAsync(TimeSpan.MaxValue, Stop);

        Assert.Equal(tasks, host.Tasks.Length);
        Assert.True(host.IsUp);
        Assert.All(host.Tasks, task => Assert.True(task.HasStats));
        Assert.Equal(endpoint.SimulatedTask.Arn, host.Own.Identity.TaskArn);
        Assert.Equal((1, 1), (endpoint.Requests(EndpointDocument.Tasks), endpoint.Requests(EndpointDocument.TasksStats)));
        Assert.Equal((0, 0), (endpoint.Requests(EndpointDocument.Task), endpoint.Requests(EndpointDocument.TaskStats)));
        Assert.Empty(_log.Lines);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_ListFailsAndRecovers_KeepsTheTasks()
    {
        await using var endpoint = await StartAsync(Scenario.Find("managed-instances-daemon")!);
        using var client = Client(endpoint);
        var source = Source(client, endpoint);
        Assert.False(source.WasRead);
        var before = await source.ReadAsync(TimeSpan.MaxValue, Stop);
        endpoint.Faults.Inject(EndpointDocument.Tasks, Fault.Html.Times(1));

        var failed = await source.ReadAsync(TimeSpan.MaxValue, Stop);
        var after = await source.ReadAsync(TimeSpan.MaxValue, Stop);

        Assert.True(source.WasRead);
        Assert.Equal(before.Tasks.Select(task => task.Id), failed.Tasks.Select(task => task.Id));
        Assert.Equal((true, false, true), (before.IsUp, failed.IsUp, after.IsUp));
        Assert.All(failed.Tasks, task => Assert.Equal((false, null), (task.Snapshot.IsUp, task.Snapshot.Task)));
        Assert.Equal(before.Tasks.Select(task => task.Snapshot.Task?.Family), after.Tasks.Select(task => task.Snapshot.Task?.Family));
        Assert.Equal(1, source.Errors[EcsExporter.TaskMetadata.Documents.EndpointDocument.Tasks, FailureReason.Decode]);
    }

    private Task<SimulatedEndpoint> StartAsync(Scenario scenario) => SimulatedEndpoint.StartAsync(
        new SimulatedEndpointOptions { Scenario = scenario, RateLimit = false, TimeProvider = _time }, Stop);

    private TaskMetadataClient Client(SimulatedEndpoint endpoint) =>
        new(new TaskMetadataClientOptions(endpoint.MetadataUri, "test", TimeSpan.FromSeconds(4)), new Anomalies(_log), _time);

    private HostSource Source(TaskMetadataClient client, SimulatedEndpoint endpoint) => new(
        client,
        new MetadataEndpoint(endpoint.MetadataUri, "test").Id,
        new SnapshotSourceOptions(TimeSpan.Zero, ContainerSelection.Default),
        _time,
        _log);
}
