// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Simulator.Region.Model;

/// <summary>Assigns addresses and host ports. A test that listens on them replaces the functions.</summary>
public sealed class RegionAddresses
{
    // The range of ephemeral ports on Linux, 32768 to 60999, from which Docker takes host ports.
    private const int FirstHostPort = 32768;
    private const int HostPorts = 28232;

    private int _hostPorts;

    /// <summary>The private IPv4 address of the task with this number, which counts from 0.</summary>
    public Func<int, string> Task { get; init; } = static number => IPv4("10", number);

    /// <summary>The IPv6 address of the task with this number.</summary>
    public Func<int, string> IPv6Task { get; init; } = static number => string.Create(CultureInfo.InvariantCulture, $"2600:1f18:1::{number + 1:x}");

    /// <summary>The private IPv4 address of the instance with this number, which counts from 0.</summary>
    public Func<int, string> Instance { get; init; } = static number => IPv4("172", number);

    /// <summary>Returns the next dynamic host port; null for consecutive ports.</summary>
    public Func<int>? DynamicHostPort { get; init; }

    internal int HostPort() => DynamicHostPort?.Invoke() ?? FirstHostPort + (_hostPorts++ % HostPorts);

    private static string IPv4(string network, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{network}.{16 + (number / 62500)}.{number / 250 % 250}.{4 + (number % 250)}");
}
