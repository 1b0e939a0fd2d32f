// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>Explains why a request got no answer. It does not use the runtime's messages, because the published binary lacks them.</summary>
internal static class ConnectionFailure
{
    /// <summary>Returns the reason and the message for an exception of the HTTP client.</summary>
    public static (ApiFailureReason Reason, string Message) Of(Exception error, string host) => error switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            (ApiFailureReason.Connect, $"the name of {host} cannot be resolved: check the region and the DNS settings of the VPC"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            (ApiFailureReason.Connect, $"the TLS handshake with {host} failed: the certificate is not trusted or is for another host"),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => (ApiFailureReason.Connect, $"the proxy does not connect to {host}"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            (ApiFailureReason.Decode, "the answer's headers are too large"),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            (ApiFailureReason.Decode, "the answer is not valid HTTP"),
        _ => (ApiFailureReason.Connect, WhatBroke(error)),
    };

    private static string WhatBroke(Exception error) => error switch
    {
        SocketException socket => socket.Message,
        { InnerException: { } inner } => WhatBroke(inner),
        _ => "the connection closed before the answer was complete",
    };
}
