// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Accepts connections no faster than the server deals with them. In a flood, clients then wait in the system's queue. The server's own accept loop
/// accepts whatever comes: connections would wait inside the process, where they hold memory and are evicted before they are served.
/// </summary>
/// <param name="inner">The transport that listens.</param>
/// <param name="budget">Decides when the next connection may be accepted.</param>
internal sealed class ThrottledListenerFactory(IConnectionListenerFactory inner, ConnectionBudget budget) : IConnectionListenerFactory
{
    /// <inheritdoc/>
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
