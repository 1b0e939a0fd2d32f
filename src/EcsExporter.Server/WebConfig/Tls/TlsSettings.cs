// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;

namespace EcsExporter.Server.WebConfig.Tls;

/// <summary>Holds <c>tls_server_config</c> before the files that it names are read. A path takes precedence over inline text.</summary>
internal sealed record TlsSettings
{
    // The server's certificate in PEM, followed by its intermediates: a path, or inline text.
    public string? CertificateFile { get; init; }
    public string? Certificate { get; init; }

    // The unencrypted private key of the certificate in PEM.
    public string? KeyFile { get; init; }
    public string? Key { get; init; }

    // The authorities that may issue client certificates, in PEM.
    public string? ClientAuthoritiesFile { get; init; }
    public string? ClientAuthorities { get; init; }

    /// <summary>The name of a <see cref="ClientAuthentication"/>.</summary>
    public string? ClientAuthenticationName { get; init; }

    /// <summary>The allowed names. A client certificate must have one of them; null allows any.</summary>
    public IReadOnlyList<string>? ClientAllowedNames { get; init; }

    public SslProtocols MinVersion { get; init; } = TlsNames.DefaultLowest;
    public SslProtocols MaxVersion { get; init; } = TlsNames.Highest;

    /// <summary>The cipher suites for TLS 1.2 and below; empty for the platform's.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];

    /// <summary>False has no effect, as in Go's crypto/tls: the server always chooses the suite.</summary>
    public bool PreferServerCipherSuites { get; init; } = true;

    /// <summary>Whether the file enables TLS.</summary>
    public bool IsEnabled => HasCertificate || HasKey || HasClientAuthorities || ClientAuthenticationName is { Length: > 0 };

    public bool HasCertificate => CertificateFile is { Length: > 0 } || Certificate is { Length: > 0 };
    public bool HasKey => KeyFile is { Length: > 0 } || Key is { Length: > 0 };
    public bool HasClientAuthorities => ClientAuthoritiesFile is { Length: > 0 } || ClientAuthorities is { Length: > 0 };

    /// <summary>Returns only the type's name, because the default text of a record could carry the key into a log.</summary>
    public override string ToString() => nameof(TlsSettings);
}

/// <summary>The requirement for client certificates in the TLS handshake. The names are the file's.</summary>
internal enum ClientAuthentication
{
    NoClientCert,

    /// <summary>The server requests a certificate. The client may send none or any.</summary>
    RequestClientCert,

    /// <summary>The client must send a certificate from any issuer.</summary>
    RequireAnyClientCert,

    /// <summary>The client may send no certificate, or one that a client authority issued.</summary>
    VerifyClientCertIfGiven,

    /// <summary>The client must send a certificate that a client authority issued.</summary>
    RequireAndVerifyClientCert,
}

/// <summary>Maps the names of Go's package <c>crypto/tls</c>, which the file uses. Each method returns null for an unknown name.</summary>
internal static class TlsNames
{
    /// <summary>Returns a suite of <c>tls.CipherSuites</c>, including the suites without forward secrecy that it had until Go 1.22.</summary>
    public static TlsCipherSuite? CipherSuite(string name) => name switch
    {
        nameof(TlsCipherSuite.TLS_AES_128_GCM_SHA256) => TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        nameof(TlsCipherSuite.TLS_AES_256_GCM_SHA384) => TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        nameof(TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256) => TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA) => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA) => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA) => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA) => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256) => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384) => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        nameof(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256) => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        nameof(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256) => TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        nameof(TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA) => TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        nameof(TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA) => TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
        nameof(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256) => TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
        nameof(TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384) => TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
        _ => null,
    };

#pragma warning disable SYSLIB0039, CA5397, CA5398 // The file's author chooses the versions; the defaults are the ecosystem's.
    /// <summary>The lowest version by default.</summary>
    public const SslProtocols DefaultLowest = SslProtocols.Tls12;

    public const SslProtocols Highest = SslProtocols.Tls13;

    /// <summary>Returns a version from TLS10 to TLS13. Versions below TLS12 are deprecated (RFC 8996), and the platform may refuse them.</summary>
    public static SslProtocols? Version(string name) => name switch
    {
        "TLS10" => SslProtocols.Tls,
        "TLS11" => SslProtocols.Tls11,
        "TLS12" => SslProtocols.Tls12,
        "TLS13" => SslProtocols.Tls13,
        _ => null,
    };

    /// <summary>Returns both versions and those in between; <see cref="SslProtocols.None"/> when the lowest is above the highest.</summary>
    public static SslProtocols Range(SslProtocols lowest, SslProtocols highest) =>
        new[] { SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.Tls12, SslProtocols.Tls13 }
            .Where(version => lowest <= version && version <= highest)
            .Aggregate(SslProtocols.None, static (range, version) => range | version);
#pragma warning restore SYSLIB0039, CA5397, CA5398

    /// <summary>Whether a name is an elliptic curve of <c>tls.CurveID</c> that the file can name.</summary>
    public static bool IsCurve(string name) => name is "CurveP256" or "CurveP384" or "CurveP521" or "X25519";

    /// <summary>Returns a requirement for client certificates. <c>RequireClientCert</c> is an old name of <c>RequireAnyClientCert</c>.</summary>
    public static ClientAuthentication? Authentication(string? name) => name switch
    {
        null or "" or nameof(ClientAuthentication.NoClientCert) => ClientAuthentication.NoClientCert,
        nameof(ClientAuthentication.RequestClientCert) => ClientAuthentication.RequestClientCert,
        "RequireClientCert" or nameof(ClientAuthentication.RequireAnyClientCert) => ClientAuthentication.RequireAnyClientCert,
        nameof(ClientAuthentication.VerifyClientCertIfGiven) => ClientAuthentication.VerifyClientCertIfGiven,
        nameof(ClientAuthentication.RequireAndVerifyClientCert) => ClientAuthentication.RequireAndVerifyClientCert,
        _ => null,
    };
}
