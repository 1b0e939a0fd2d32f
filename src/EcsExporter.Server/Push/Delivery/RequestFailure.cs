// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Security.Authentication;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Explains why a request got no answer. It does not use the runtime's messages, because the published binary lacks them.</summary>
internal static class RequestFailure
{
    /// <summary>Returns the kind of a failure and a message.</summary>
    /// <param name="error">The exception from sending the request.</param>
    /// <param name="host">The receiver's host.</param>
    public static (FailureKind Kind, string Message) Of(Exception error, string host) => error switch
    {
        AuthorizationException => (FailureKind.Credentials, error.Message),
        ReceiverFileException => (FailureKind.File, error.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            (FailureKind.Resolution, $"the name of {host} cannot be resolved"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (FailureKind.Tls, "the TLS handshake failed" + Cause(error)),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => (FailureKind.Connection, $"the proxy does not connect to {host}"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            (FailureKind.Protocol, "the answer's headers are too large"),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            (FailureKind.Protocol, "the answer is not valid HTTP"),
        HttpRequestException or IOException => (FailureKind.Connection, WhatBroke(error)),
        _ => (FailureKind.Program, $"the request failed: {error.GetType().Name}"),
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
