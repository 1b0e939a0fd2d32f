// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Attack.Harness;

/// <summary>The endpoint of the attacked exporter. Its documents are rendered once, so that serving them costs almost nothing.</summary>
internal sealed class ServedTask : IAsyncDisposable
{
    private readonly SimulatedEndpoint _endpoint;

    private ServedTask(SimulatedEndpoint endpoint) => _endpoint = endpoint;

    public Uri MetadataUri => _endpoint.MetadataUri;

    /// <param name="documents">The documents to serve.</param>
    /// <param name="delay">The delay of each answer.</param>
    public static async Task<ServedTask> StartAsync(TaskDocuments documents, TimeSpan delay)
    {
        // The endpoint of a Managed Daemon has the paths of a task and of a host.
        var task = new ServedTask(await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions { Scenario = Scenario.Find("managed-instances-daemon")!, RateLimit = false }));
        task.Serve(documents);
        if (delay > TimeSpan.Zero)
        {
            task._endpoint.Faults.InjectAll(Fault.Delay(delay));
        }

        return task;
    }

    /// <summary>Serves other documents from the next request on.</summary>
    public void Serve(TaskDocuments documents) =>
        _endpoint.Documents = document => document is EndpointDocument.Task or EndpointDocument.Tasks ? documents.Task : documents.Stats;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();
}
