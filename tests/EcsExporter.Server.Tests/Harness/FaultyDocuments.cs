// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;
using Read = EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>The documents that have a fault.</summary>
/// <param name="Name">The labels of the documents, as in the log.</param>
/// <param name="Documents">The documents.</param>
internal sealed record FaultyDocuments(string Name, IReadOnlyList<EndpointDocument> Documents)
{
    /// <summary>All documents that the exporter reads.</summary>
    public static FaultyDocuments Everywhere { get; } = Of([.. Read.EndpointDocument.OfTask]);

    /// <summary>Each document of a task, and all of them.</summary>
    public static IReadOnlyList<FaultyDocuments> All { get; } = [.. Read.EndpointDocument.OfTask.Select(document => Of(document)), Everywhere];

    /// <summary>Each document of a host, and both.</summary>
    public static IReadOnlyList<FaultyDocuments> OfHost { get; } =
        [.. Read.EndpointDocument.OfHost.Select(document => Of(document)), Of([.. Read.EndpointDocument.OfHost])];

    /// <summary>The labels of the documents.</summary>
    public IReadOnlyList<string> Labels => Name.Split(',');

    public static FaultyDocuments Find(string name) => All.Single(place => place.Name == name);

    public void Inject(SimulatedEndpoint endpoint, Fault fault)
    {
        foreach (var document in Documents)
        {
            endpoint.Faults.Inject(document, fault);
        }
    }

    private static FaultyDocuments Of(params Read.EndpointDocument[] documents) => new(
        string.Join(',', documents.Select(document => document.Label)),
        [.. documents.Select(document => Enum.GetValues<EndpointDocument>().Single(simulated => simulated.Path() == document.Path))]);
}
