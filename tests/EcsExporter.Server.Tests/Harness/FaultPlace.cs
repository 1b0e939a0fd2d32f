// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>The documents that a fault is in.</summary>
/// <param name="Name">As the log calls them.</param>
/// <param name="Documents">The documents.</param>
internal sealed record FaultPlace(string Name, IReadOnlyList<EndpointDocument> Documents)
{
    public static IReadOnlyList<FaultPlace> All { get; } =
    [
        new("task", [EndpointDocument.Task]),
        new("task_stats", [EndpointDocument.TaskStats]),
        new("task,task_stats", [EndpointDocument.Task, EndpointDocument.TaskStats]),
    ];

    /// <summary>The labels of the documents.</summary>
    public IReadOnlyList<string> Labels => Name.Split(',');

    public static FaultPlace Find(string name) => All.Single(place => place.Name == name);

    public void Inject(SimulatedEndpoint endpoint, Fault fault)
    {
        foreach (var document in Documents)
        {
            endpoint.Faults.Inject(document, fault);
        }
    }
}
