// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Http;

namespace EcsExporter.Simulator;

/// <summary>
/// One way to answer a request for a document; immutable. A fault says what the client gets instead of the document, on a
/// connection that has just delivered a valid request. A refused connection is
/// <see cref="SimulatedEndpoint.StopListeningAsync"/>.
/// </summary>
public sealed partial class Fault
{
    private readonly Func<Exchange, long, Task> _answer;

    private Fault(string name, Func<Exchange, Task> answer)
        : this(name, (exchange, _) => answer(exchange))
    {
    }

    private Fault(string name, Func<Exchange, long, Task> answer)
    {
        Name = name;
        _answer = answer;
    }

    /// <summary>No fault: the document.</summary>
    public static Fault None { get; } = new("none", exchange => exchange.AnswerAsync());

    /// <summary>A few words on what happens.</summary>
    public string Name { get; }

    /// <summary>Each request gets the next fault; the last one stays.</summary>
    public static Fault Sequence(params IReadOnlyList<Fault> faults) => new(
        string.Join(", then ", faults.Select(fault => fault.Name)),
        (exchange, request) =>
        {
            var step = (int)Math.Min(request, faults.Count - 1);
            return faults[step].AnswerAsync(exchange, request - step);
        });

    /// <summary>This fault for so many requests, and then another one, or the document.</summary>
    public Fault Times(int requests, Fault? then = null) => new(
        $"{Name} ({requests} times), then {(then ?? None).Name}",
        (exchange, request) => request < requests
            ? AnswerAsync(exchange, request)
            : (then ?? None).AnswerAsync(exchange, request - requests));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal Task AnswerAsync(Exchange exchange, long request) => _answer(exchange, request);
}
