// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;

namespace EcsExporter.Server.WebConfig.Tls;

/// <summary><c>tls_server_config</c> as the file says it; the files it names are not read yet. A path takes precedence over the text beside it.</summary>
internal sealed record TlsSettings
{
    /// <summary>Path of the server's certificate, followed by its intermediates, in PEM.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? Certificate { get; init; }

    /// <summary>Path of the certificate's unencrypted private key in PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? Key { get; init; }

    /// <summary>Path of the authorities that may issue clients' certificates, in PEM.</summary>
    public string? ClientAuthoritiesFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>The name of a <see cref="ClientAuthentication"/>.</summary>
    public string? ClientAuthenticationName { get; init; }

    /// <summary>The names of which a client's certificate must have one, or null for any.</summary>
    public IReadOnlyList<string>? ClientAllowedNames { get; init; }

    /// <summary>The lowest version spoken.</summary>
    public SslProtocols MinVersion { get; init; } = TlsNames.DefaultLowest;

    /// <summary>The highest version spoken.</summary>
    public SslProtocols MaxVersion { get; init; } = TlsNames.Highest;

    /// <summary>The suites for TLS 1.2 and below; when empty, the platform's.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];

    /// <summary>False is accepted without effect, as in the ecosystem's own servers: the server always chooses the suite.</summary>
    public bool PreferServerCipherSuites { get; init; } = true;

    /// <summary>Whether the file asks for TLS at all.</summary>
    public bool IsEnabled =>
        HasCertificate || HasKey || HasClientAuthorities || ClientAuthenticationName is { Length: > 0 };

    /// <summary>Whether there is a certificate.</summary>
    public bool HasCertificate => CertificateFile is { Length: > 0 } || Certificate is { Length: > 0 };

    /// <summary>Whether there is a key.</summary>
    public bool HasKey => KeyFile is { Length: > 0 } || Key is { Length: > 0 };

    /// <summary>Whether there are authorities for clients' certificates.</summary>
    public bool HasClientAuthorities => ClientAuthoritiesFile is { Length: > 0 } || ClientAuthorities is { Length: > 0 };

    /// <summary>Hides the values: the text that a record makes of itself could carry the key into a log.</summary>
    public override string ToString() => nameof(TlsSettings);
}
