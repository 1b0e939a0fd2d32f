// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Simulator;

/// <summary>Controls how an endpoint answers requests for each document. Thread-safe; changes apply to the next request.</summary>
public sealed class FaultInjector
{
    private readonly Slot[] _slots = [.. Enum.GetValues<EndpointDocument>().Select(_ => new Slot(Fault.None))];

    /// <summary>Answers requests for a document with a fault from the next request on. A sequence starts at its beginning.</summary>
    public void Inject(EndpointDocument document, Fault fault) => Volatile.Write(ref _slots[(int)document], new Slot(fault));

    /// <summary>Answers requests for every document with a fault. Each document counts its own requests in a sequence.</summary>
    public void InjectAll(Fault fault)
    {
        foreach (var document in Enum.GetValues<EndpointDocument>())
        {
            Inject(document, fault);
        }
    }

    /// <summary>Removes all faults. Answers that have begun stay faulty.</summary>
    public void Clear() => InjectAll(Fault.None);

    internal Task AnswerAsync(Exchange exchange) => Volatile.Read(ref _slots[(int)exchange.Kind]).AnswerAsync(exchange);

    private sealed class Slot(Fault fault)
    {
        private long _requests;

        public Task AnswerAsync(Exchange exchange) => fault.AnswerAsync(exchange, Interlocked.Increment(ref _requests) - 1);
    }
}
