// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Simulator;

/// <summary>The traffic of one network interface, of a container or of a whole task.</summary>
internal sealed class NetworkTraffic(string name, int seed, double receivedBytesPerSecond, double sentBytesPerSecond)
{
    private readonly Flow _received = Flow.Named(name + "/received", seed, receivedBytesPerSecond);
    private readonly Flow _sent = Flow.Named(name + "/sent", seed, sentBytesPerSecond);

    public NetworkUsage At(TimeSpan sinceUp) => new(_received.TotalAt(sinceUp), _sent.TotalAt(sinceUp));
}
