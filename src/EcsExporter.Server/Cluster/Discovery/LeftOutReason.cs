// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>Why a container that asks to be scraped is not among the targets. Each value is a value of the label <c>reason</c>.</summary>
internal enum LeftOutReason
{
    /// <summary>The task runs on an ECS Anywhere instance, whose address is not in any API.</summary>
    Anywhere,

    /// <summary>The address of the task or its instance is unknown: EC2 has not been read, or does not know the instance.</summary>
    NoAddress,

    /// <summary>The container's port is not published on the host.</summary>
    NoHostPort,

    /// <summary>The docker labels name no port.</summary>
    NoPort,

    /// <summary>The port is not a whole number from 1 to 65535.</summary>
    InvalidPort,

    /// <summary>The path does not begin with a slash, is too long, or contains a character that is not allowed in a path.</summary>
    InvalidPath,

    /// <summary>The scheme is neither http nor https.</summary>
    InvalidScheme,
}

/// <summary>Maps the reasons to label values.</summary>
internal static class LeftOutReasons
{
    /// <summary>All reasons, in ordinal order of their labels.</summary>
    public static ReadOnlySpan<LeftOutReason> All =>
    [
        LeftOutReason.Anywhere, LeftOutReason.InvalidPath, LeftOutReason.InvalidPort, LeftOutReason.InvalidScheme, LeftOutReason.NoAddress,
        LeftOutReason.NoHostPort, LeftOutReason.NoPort,
    ];

    public static string Label(this LeftOutReason reason) => reason switch
    {
        LeftOutReason.Anywhere => "anywhere",
        LeftOutReason.NoAddress => "no_address",
        LeftOutReason.NoHostPort => "no_host_port",
        LeftOutReason.NoPort => "no_port",
        LeftOutReason.InvalidPort => "invalid_port",
        LeftOutReason.InvalidPath => "invalid_path",
        LeftOutReason.InvalidScheme => "invalid_scheme",
    };
}
