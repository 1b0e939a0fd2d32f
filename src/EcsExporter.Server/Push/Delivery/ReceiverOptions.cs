// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>Holds the options of requests to a receiver.</summary>
/// <param name="Url">The receiver's http or https URL without user information. Only its host is ever shown.</param>
internal sealed record ReceiverOptions(Uri Url)
{
    /// <summary>The timeout of one request. After it, the request is retried.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The header <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "ecs_exporter";

    /// <summary>Additional headers, such as a tenant. Their values are secret.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Authenticates requests; null when the receiver needs no authentication.</summary>
    public IRequestAuthorizer? Authorizer { get; init; }

    /// <summary>The PEM file with the authorities that replace the system's; read again when it changes.</summary>
    public string? AuthoritiesFile { get; init; }

    /// <summary>The PEM file with a client certificate, followed by its intermediates; read again when it changes.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The PEM file with the unencrypted private key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The host for logs and the page. They omit the path, because it may contain a token.</summary>
    public string Host => Url.Authority;

    /// <summary>Returns only the host, because header values are secret.</summary>
    public override string ToString() => Host;
}
