// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>Serves the metrics of a simulated task, with the same code as those of a real one.</summary>
internal static partial class DemoCommand
{
    public static async Task<int> RunAsync(ExporterOptions options, ProcessContext process)
    {
        var scenario = Scenario.Find(options.DemoScenario)
            ?? throw new UsageException(
                $"scenario must be one of {string.Join(',', Scenario.All.Select(known => known.Name))}, got '{options.DemoScenario}' for flag '--scenario'");
        await using var simulated = await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions { Scenario = scenario, TimeProvider = process.TimeProvider });
        LogSimulating(process.Logger, scenario.Name, scenario.Description);
        return await ServeCommand.RunAsync(options, new MetadataEndpoint(simulated.MetadataUri, "simulator"), process);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Simulating a task")]
    private static partial void LogSimulating(ILogger logger, string scenario, string description);
}
