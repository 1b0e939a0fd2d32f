// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>What one run of the executable does.</summary>
internal enum Command
{
    /// <summary>Serve the metrics of the task it runs in; the one that needs no name.</summary>
    Serve,

    /// <summary>Ask the running exporter whether it lives.</summary>
    HealthCheck,

    /// <summary>Print one scrape.</summary>
    Once,

    /// <summary>Serve the metrics of a simulated task.</summary>
    Demo,

    /// <summary>Print the metric catalogue.</summary>
    Metrics,

    /// <summary>Print the flags.</summary>
    Help,

    /// <summary>Print what was built, and when.</summary>
    Version,
}
