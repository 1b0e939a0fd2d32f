// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>Where requests go, and how.</summary>
/// <param name="Url">The receiver, http or https, without user information. Only its host is ever shown.</param>
internal sealed record ReceiverOptions(Uri Url)
{
    /// <summary>The longest that one request may take; afterwards it is sent again.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The header <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "ecs_exporter";

    /// <summary>Further headers, such as a tenant. Their values are secret.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Proves who sends the request; null when the receiver does not ask.</summary>
    public IRequestAuthorizer? Authorizer { get; init; }

    /// <summary>Certificates in PEM that the receiver's is verified with, in place of the system's; read again when the file changes.</summary>
    public string? AuthoritiesFile { get; init; }

    /// <summary>A client certificate in PEM, followed by its intermediates; read again when the file changes.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The unencrypted private key of <see cref="CertificateFile"/> in PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The receiver as logs and the page show it: the path may hold a token.</summary>
    public string Host => Url.Authority;

    /// <summary>Says nothing but the host: header values are secret.</summary>
    public override string ToString() => Host;
}
