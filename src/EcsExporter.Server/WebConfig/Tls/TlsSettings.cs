// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;

namespace EcsExporter.Server.WebConfig.Tls;

/// <summary><c>tls_server_config</c> as the file says it; the files it names are not read yet. A path takes precedence over the text beside it.</summary>
internal sealed record TlsSettings
{
    // The server's certificate, followed by its intermediates, in PEM: its path, or the text.
    public string? CertificateFile { get; init; }
    public string? Certificate { get; init; }

    // The certificate's unencrypted private key in PEM.
    public string? KeyFile { get; init; }
    public string? Key { get; init; }

    // The authorities that may issue clients' certificates, in PEM.
    public string? ClientAuthoritiesFile { get; init; }
    public string? ClientAuthorities { get; init; }

    /// <summary>The name of a <see cref="ClientAuthentication"/>.</summary>
    public string? ClientAuthenticationName { get; init; }

    /// <summary>The names of which a client's certificate must have one, or null for any.</summary>
    public IReadOnlyList<string>? ClientAllowedNames { get; init; }

    public SslProtocols MinVersion { get; init; } = TlsNames.DefaultLowest;
    public SslProtocols MaxVersion { get; init; } = TlsNames.Highest;

    /// <summary>The suites for TLS 1.2 and below; when empty, the platform's.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];

    /// <summary>False is accepted without effect, as in the ecosystem's own servers: the server always chooses the suite.</summary>
    public bool PreferServerCipherSuites { get; init; } = true;

    /// <summary>Whether the file asks for TLS at all.</summary>
    public bool IsEnabled => HasCertificate || HasKey || HasClientAuthorities || ClientAuthenticationName is { Length: > 0 };

    public bool HasCertificate => CertificateFile is { Length: > 0 } || Certificate is { Length: > 0 };
    public bool HasKey => KeyFile is { Length: > 0 } || Key is { Length: > 0 };
    public bool HasClientAuthorities => ClientAuthoritiesFile is { Length: > 0 } || ClientAuthorities is { Length: > 0 };

    /// <summary>Hides the values: the text that a record makes of itself could carry the key into a log.</summary>
    public override string ToString() => nameof(TlsSettings);
}

/// <summary>What is asked of clients in the TLS handshake; the names are those of the file.</summary>
internal enum ClientAuthentication
{
    NoClientCert,

    /// <summary>A certificate is asked for; the client may send none or any.</summary>
    RequestClientCert,

    /// <summary>The client must send a certificate; any issuer will do.</summary>
    RequireAnyClientCert,

    /// <summary>The client may send none, or one that a client authority issued.</summary>
    VerifyClientCertIfGiven,

    /// <summary>The client must send a certificate that a client authority issued.</summary>
    RequireAndVerifyClientCert,
}

/// <summary>The names of Go's package <c>crypto/tls</c>, which the file uses. Each look-up returns null for an unknown name.</summary>
internal static class TlsNames
{
    /// <summary>The suites of <c>tls.CipherSuites</c>, with those without forward secrecy that it had until Go 1.22.</summary>
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
    /// <summary>The lowest version that is spoken unless the file says otherwise.</summary>
    public const SslProtocols DefaultLowest = SslProtocols.Tls12;

    public const SslProtocols Highest = SslProtocols.Tls13;

    /// <summary>TLS10 to TLS13. Versions below TLS12 are obsolete (RFC 8996), and the platform may refuse to speak them.</summary>
    public static SslProtocols? Version(string name) => name switch
    {
        "TLS10" => SslProtocols.Tls,
        "TLS11" => SslProtocols.Tls11,
        "TLS12" => SslProtocols.Tls12,
        "TLS13" => SslProtocols.Tls13,
        _ => null,
    };

    /// <summary>Both versions and those between them; <see cref="SslProtocols.None"/> when the lowest is above the highest.</summary>
    public static SslProtocols Range(SslProtocols lowest, SslProtocols highest) =>
        new[] { SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.Tls12, SslProtocols.Tls13 }
            .Where(version => lowest <= version && version <= highest)
            .Aggregate(SslProtocols.None, static (range, version) => range | version);
#pragma warning restore SYSLIB0039, CA5397, CA5398

    /// <summary>Whether a name is an elliptic curve of <c>tls.CurveID</c> that the file may name.</summary>
    public static bool IsCurve(string name) => name is "CurveP256" or "CurveP384" or "CurveP521" or "X25519";

    /// <summary>What is asked of clients. <c>RequireClientCert</c> is an old name of <c>RequireAnyClientCert</c>.</summary>
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
