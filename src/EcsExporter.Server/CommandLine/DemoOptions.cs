// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>What the demo simulates.</summary>
internal sealed class DemoOptions(FlagValues values)
{
    /// <summary>A scenario's name as typed: the simulator knows which there are.</summary>
    public string Scenario { get; } = values.Get(Flags.DemoScenario);
}
