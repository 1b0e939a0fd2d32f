// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator;

/// <summary>What a simulated endpoint serves and where.</summary>
public sealed class SimulatedEndpointOptions
{
    /// <summary>The task whose documents are served.</summary>
    public Scenario Scenario { get; init; } = Scenario.Find("fargate")!;

    /// <summary>Picks the identifiers, and how the loads vary.</summary>
    public int Seed { get; init; }

    /// <summary>How long the task has been running when the endpoint starts.</summary>
    public TimeSpan TaskAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The port on 127.0.0.1; 0 lets the system choose one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether each client address may ask for a path 40 times a second, with bursts of 60, before it gets status 429, as
    /// from the agent.
    /// </summary>
    public bool RateLimit { get; init; } = true;

    /// <summary>
    /// Documents to serve instead of the scenario's, for captured payloads. The scenario still provides the endpoint ids.
    /// </summary>
    public Func<EndpointDocument, ReadOnlyMemory<byte>>? Documents { get; init; }

    /// <summary>The clock of the task, of the rate limit and of the faults that wait.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
