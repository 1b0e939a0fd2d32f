// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>Demo exporters for all tests of a class, one for each scenario. The first test that opens the page of a scenario starts its exporter.</summary>
public sealed class DemoExporters : IAsyncDisposable
{
    /// <summary>The scenario of a region, whose page shows clusters.</summary>
    internal const string Region = "cluster";

    /// <summary>The scenario of a Managed Daemon, whose page shows the tasks of an instance.</summary>
    internal const string Daemon = "managed-instances-daemon";

    private readonly Dictionary<string, ExporterProcess> _exporters = [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var exporter in _exporters.Values)
        {
            await exporter.DisposeAsync();
        }
    }

    /// <summary>Returns the address of the status page of a scenario. The exporter has read its data.</summary>
    internal async Task<Uri> PageAsync(string scenario)
    {
        if (!_exporters.TryGetValue(scenario, out var exporter))
        {
            exporter = await ExporterProcess.StartAsync("demo", $"--scenario={scenario}");
            _exporters.Add(scenario, exporter);
            if (scenario == Region)
            {
                _ = await exporter.LogLineAsync(static line => line.Message == "The region has been read completely");
            }
        }

        return exporter.BaseAddress;
    }
}
