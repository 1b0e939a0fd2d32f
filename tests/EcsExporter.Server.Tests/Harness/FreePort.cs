// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>For exporters that cannot tell the port the system chose: a port of 127.0.0.1 that was free a moment ago.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
