// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.TaskMetadata.Model;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>
/// Who may see the tasks of the host, which belong to several teams: without <c>--web.listen-address</c> only clients that connect over loopback. The
/// exporter then listens on loopback alone if it knows at its start that it is a Managed Daemon. It may learn that later, when it already listens on
/// every address.
/// </summary>
/// <param name="isLoopbackOnly">Whether nobody asked for an address.</param>
internal sealed class HostAccess(bool isLoopbackOnly)
{
    /// <summary>Passes if the client may see what was read.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="host">The tasks of the host; null when it is about the exporter's own task alone.</param>
    /// <exception cref="HostAccessException">The client may not.</exception>
    public void Demand(HttpContext context, HostSnapshot? host)
    {
        if (host is not null && isLoopbackOnly && !(context.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address)))
        {
            throw new HostAccessException();
        }
    }
}

/// <summary>A client may not see the tasks of the host.</summary>
internal sealed class HostAccessException()
    : Exception("As a Managed Daemon, the exporter answers on loopback only, unless --web.listen-address is set.");
