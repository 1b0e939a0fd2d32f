// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>How TLS is spoken, as the file says it: nothing is read or checked yet but the names. A file beats the text beside it.</summary>
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

    /// <summary>Path of the certificates that clients' certificates are verified with, in PEM.</summary>
    public string? ClientAuthoritiesFile { get; init; }

    /// <summary>The same as text.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>The name of a <see cref="ClientAuthentication"/>.</summary>
    public string? ClientAuthenticationName { get; init; }

    /// <summary>A client's certificate must have one of these names. Null for no such check.</summary>
    public IReadOnlyList<string>? ClientAllowedNames { get; init; }

    /// <summary>The lowest version spoken.</summary>
    public TlsVersion MinVersion { get; init; } = TlsVersion.TLS12;

    /// <summary>The highest version spoken.</summary>
    public TlsVersion MaxVersion { get; init; } = TlsVersion.TLS13;

    /// <summary>Names of suites for TLS 1.2 and below, all of them known. When empty, the platform's.</summary>
    public IReadOnlyList<string> CipherSuites { get; init; } = [];

    /// <summary>False is accepted and changes nothing, as in the ecosystem's own servers: the server always chooses.</summary>
    public bool PreferServerCipherSuites { get; init; } = true;

    /// <summary>Whether the file asks for TLS at all.</summary>
    public bool IsEnabled =>
        HasCertificate || HasKey || HasClientAuthorities || ClientAuthenticationName is { Length: > 0 };

    /// <summary>Whether there is a certificate.</summary>
    public bool HasCertificate => CertificateFile is { Length: > 0 } || Certificate is { Length: > 0 };

    /// <summary>Whether there is a key.</summary>
    public bool HasKey => KeyFile is { Length: > 0 } || Key is { Length: > 0 };

    /// <summary>Whether there are certificates to verify clients with.</summary>
    public bool HasClientAuthorities => ClientAuthoritiesFile is { Length: > 0 } || ClientAuthorities is { Length: > 0 };

    /// <summary>Says nothing: the key must not get into a log by a record's own text.</summary>
    public override string ToString() => nameof(TlsSettings);
}
