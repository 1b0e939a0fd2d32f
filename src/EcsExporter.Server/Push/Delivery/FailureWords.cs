// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Security.Authentication;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Why a request got no answer, in words. The runtime's own are cut out of the published binary.</summary>
internal static class FailureWords
{
    /// <summary>What broke; null for a mistake of this program.</summary>
    /// <param name="error">What sending the request threw.</param>
    /// <param name="host">The receiver.</param>
    public static string? Of(Exception error, string host) => error switch
    {
        AuthorizationException or ReceiverFileException => error.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"the name of {host} cannot be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the TLS handshake failed" + Cause(error),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => $"the proxy does not connect to {host}",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "the answer's headers are too large",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            "the answer is not valid HTTP",
        HttpRequestException or IOException => WhatBroke(error),
        _ => null,
    };

    private static string Cause(Exception error) => error switch
    {
        SocketException socket => $": {socket.Message}",
        ReceiverCertificateException certificate => $": {certificate.Message}",
        AuthenticationException { InnerException: null } => "",
        { InnerException: { } inner } => Cause(inner),
        _ => "",
    };

    private static string WhatBroke(Exception error) => error switch
    {
        SocketException socket => socket.Message,
        { InnerException: { } inner } => WhatBroke(inner),
        _ => "the connection closed before the answer was complete",
    };
}
