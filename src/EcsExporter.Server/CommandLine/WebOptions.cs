// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>What is served, and where.</summary>
internal sealed class WebOptions(FlagValues values)
{
    /// <summary>At least one.</summary>
    public IReadOnlyList<ListenAddress> ListenAddresses { get; } = values.Get(Flags.WebListenAddress);

    /// <summary>Begins with <c>/</c>.</summary>
    public string TelemetryPath { get; } = values.Get(Flags.WebTelemetryPath);

    /// <summary>Whether process, runtime and handler metrics are left out.</summary>
    public bool DisableExporterMetrics { get; } = values.Get(Flags.WebDisableExporterMetrics);

    /// <summary>Scrapes answered at the same time; 0 for no limit.</summary>
    public int MaxRequests { get; } = values.Get(Flags.WebMaxRequests);

    /// <summary>The path of the web configuration file, or null.</summary>
    public string? ConfigFile { get; } = values.Get(Flags.WebConfigFile) is { Length: > 0 } path ? path : null;

    /// <summary>Whether systemd has opened the sockets.</summary>
    public bool SystemdSocket { get; } = values.Get(Flags.WebSystemdSocket);
}
