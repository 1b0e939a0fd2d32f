// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>One exporter, shared by the tests of many documents, which its endpoint serves one after the other.</summary>
public sealed class FixtureExporter : IAsyncLifetime
{
    private SimulatedEndpoint? _endpoint;
    private ExporterProcess? _exporter;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await TestEndpoint.StartAsync();
        _exporter = await _endpoint.StartExporterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_exporter?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_endpoint?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>The address of the landing page.</summary>
    internal Uri Page => _exporter!.BaseAddress;

    /// <summary>Scrapes with the documents of a task of this scenario, which has been running for ten minutes.</summary>
    internal async Task<Scrape> ScrapeAsync(string scenario)
    {
        var now = TimeProvider.System.GetUtcNow();
        var task = Scenario.Find(scenario)!.StartTask(now - TimeSpan.FromMinutes(10));
        return await ScrapeAsync(task.TaskDocument(now), task.StatsDocument(now));
    }

    /// <summary>Scrapes with these documents; the endpoint returns 404 for a document that is null.</summary>
    internal async Task<Scrape> ScrapeAsync(byte[]? task, byte[]? stats)
    {
        _endpoint!.Faults.Inject(EndpointDocument.Task, Answer(task));
        _endpoint.Faults.Inject(EndpointDocument.TaskStats, Answer(stats));
        return await _exporter!.ScrapeAsync();
    }

    private static Fault Answer(byte[]? document) =>
        document is null ? Fault.NotFound : Fault.Answer(200, "application/json", document);
}
