// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>Why a container that asks to be scraped is not among the targets; the values of the label <c>reason</c>.</summary>
internal enum LeftOut
{
    /// <summary>The task runs on an ECS Anywhere instance, whose address no API has.</summary>
    Anywhere,

    /// <summary>The address of the task or of its instance is not known: EC2 has not been read, or does not know the instance.</summary>
    NoAddress,

    /// <summary>The container's port is not published on the host.</summary>
    NoHostPort,

    /// <summary>The docker labels name no port.</summary>
    NoPort,

    /// <summary>The port is no whole number from 1 to 65535.</summary>
    InvalidPort,

    /// <summary>The path does not begin with a slash, or has a character that no path has.</summary>
    InvalidPath,

    /// <summary>The scheme is neither http nor https.</summary>
    InvalidScheme,
}

/// <summary>What metrics call the reasons.</summary>
internal static class LeftOutReasons
{
    /// <summary>All reasons, in ordinal order of their labels.</summary>
    public static ReadOnlySpan<LeftOut> All =>
    [
        LeftOut.Anywhere, LeftOut.InvalidPath, LeftOut.InvalidPort, LeftOut.InvalidScheme, LeftOut.NoAddress, LeftOut.NoHostPort, LeftOut.NoPort,
    ];

    /// <summary>The reason as a label value.</summary>
    public static string Label(this LeftOut reason) => reason switch
    {
        LeftOut.Anywhere => "anywhere",
        LeftOut.NoAddress => "no_address",
        LeftOut.NoHostPort => "no_host_port",
        LeftOut.NoPort => "no_port",
        LeftOut.InvalidPort => "invalid_port",
        LeftOut.InvalidPath => "invalid_path",
        LeftOut.InvalidScheme => "invalid_scheme",
    };
}
