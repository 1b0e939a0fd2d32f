// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>
/// A free port of 127.0.0.1, for programs that cannot report the port that the system chose. It is below those that Linux gives to servers and
/// clients that ask for any (32768 and up), so that none of the many others in the tests takes it before the program does.
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
                // Something else uses it.
            }
        }
    }
}
