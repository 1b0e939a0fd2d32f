// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using EcsExporter.Server.CommandLine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsExporter.Server.Web.Connections;

/// <summary>Adds listeners with the same configuration to Kestrel.</summary>
internal static class Listeners
{
    // The first passed descriptor (sd_listen_fds(3)).
    private const ulong FirstSystemdDescriptor = 3;

    /// <summary>Listens on addresses of this machine.</summary>
    public static Action<KestrelServerOptions, Action<ListenOptions>> At(IReadOnlyList<ListenAddress> addresses) => (options, configure) =>
    {
        foreach (var address in addresses)
        {
            if (address.IsAny)
            {
                // Listens on IPv6 and IPv4, or on IPv4 only if the kernel has no IPv6.
                options.ListenAnyIP(address.Port, configure);
            }
            else if (address.EndPoint is { } endPoint)
            {
                options.Listen(endPoint, configure);
            }
            else
            {
                options.ListenLocalhost(address.Port, configure);
            }
        }
    };

    /// <summary>Listens on the sockets that systemd opened for this process.</summary>
    /// <exception cref="UsageException">systemd opened no socket.</exception>
    public static Action<KestrelServerOptions, Action<ListenOptions>> FromSystemd(Func<string, string?> environment)
    {
        if (environment("LISTEN_PID") != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            || !uint.TryParse(environment("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0)
        {
            throw new UsageException("--web.systemd-socket needs sockets from systemd, but LISTEN_PID and LISTEN_FDS name none for this process");
        }

        return (options, configure) =>
        {
            for (uint i = 0; i < count; i++)
            {
                options.ListenHandle(FirstSystemdDescriptor + i, configure);
            }
        };
    }
}

/// <summary>
/// Accepts connections only as fast as the server serves them. In a flood, clients then wait in the system's queue. The server's own accept loop
/// accepts every connection at once. Connections would then wait inside the process, where they occupy memory and are evicted before they are served.
/// </summary>
internal sealed class ThrottledListenerFactory(IConnectionListenerFactory inner, ConnectionBudget budget) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken), budget);

    private sealed class Listener(IConnectionListener inner, ConnectionBudget budget) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            await budget.BeginAcceptAsync();
            ConnectionContext? connection = null;
            try
            {
                return connection = await inner.AcceptAsync(cancellationToken);
            }
            finally
            {
                if (connection is null)
                {
                    budget.AbandonAccept();
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
