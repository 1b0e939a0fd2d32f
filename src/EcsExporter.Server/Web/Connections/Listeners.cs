// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.CommandLine;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsExporter.Server.Web.Connections;

/// <summary>Adds listeners to Kestrel, each with the same configuration.</summary>
internal static class Listeners
{
    // The passed descriptors begin here (sd_listen_fds(3)).
    private const ulong FirstSystemdDescriptor = 3;

    /// <summary>Listens on addresses of this machine.</summary>
    public static Action<KestrelServerOptions, Action<ListenOptions>> At(IReadOnlyList<ListenAddress> addresses) => (options, configure) =>
    {
        foreach (var address in addresses)
        {
            if (address.IsAny)
            {
                // IPv6 and IPv4, or IPv4 alone where the kernel has no IPv6.
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
    /// <exception cref="UsageException">systemd opened none.</exception>
    public static Action<KestrelServerOptions, Action<ListenOptions>> FromSystemd(Func<string, string?> environment)
    {
        if (environment("LISTEN_PID") != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            || !uint.TryParse(environment("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0)
        {
            throw new UsageException("--web.systemd-socket needs sockets from systemd, and LISTEN_PID and LISTEN_FDS name none for this process");
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
