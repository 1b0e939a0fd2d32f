// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.TaskMetadata.Model;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>
/// Decides which clients may see the tasks of the host, which belong to several teams. Without <c>--web.listen-address</c>, only clients on loopback
/// may. The exporter then listens on loopback only, if it knows at startup that it is a Managed Daemon. It may learn this later, when it already
/// listens on all addresses.
/// </summary>
/// <param name="isLoopbackOnly">Whether the user chose no address.</param>
internal sealed class HostAccess(bool isLoopbackOnly)
{
    /// <summary>Throws unless the client may see a scrape.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="host">The tasks of the host in the scrape; null when it contains only the exporter's own task.</param>
    /// <exception cref="HostAccessException">The client has no access.</exception>
    public void Demand(HttpContext context, HostSnapshot? host)
    {
        if (host is not null && isLoopbackOnly && !(context.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address)))
        {
            throw new HostAccessException();
        }
    }
}

/// <summary>Reports that a client may not see the tasks of the host.</summary>
internal sealed class HostAccessException()
    : Exception("As a Managed Daemon, the exporter answers on loopback only, unless --web.listen-address is set.");
