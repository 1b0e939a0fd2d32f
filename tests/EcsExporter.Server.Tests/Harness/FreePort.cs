// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>
/// Finds a free port of 127.0.0.1, for programs that cannot report the port that the system chose. It is below the range from which Linux assigns
/// ports (32768 and up), so that no other server or client of the tests gets the port before the program does.
/// </summary>
internal static class FreePort
{
    private const int First = 15_000;
    private const int Count = 15_000;

    private static int _last = Random.Shared.Next(Count);

    public static int Find()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _last) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // The port is in use.
            }
        }
    }
}
