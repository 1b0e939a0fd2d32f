// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;

namespace EcsExporter.Server.WebConfig;

/// <summary>The names of Go's package <c>crypto/tls</c>, which the file speaks in. Each look-up gives null for a name that is not one.</summary>
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

    /// <summary>TLS10 to TLS13.</summary>
    public static TlsVersion? Version(string name) => name switch
    {
        nameof(TlsVersion.TLS10) => TlsVersion.TLS10,
        nameof(TlsVersion.TLS11) => TlsVersion.TLS11,
        nameof(TlsVersion.TLS12) => TlsVersion.TLS12,
        nameof(TlsVersion.TLS13) => TlsVersion.TLS13,
        _ => null,
    };

#pragma warning disable SYSLIB0039, CA5397, CA5398 // The versions are the file's, whose defaults are those of the ecosystem.
    /// <summary>Both versions and those between them; <see cref="SslProtocols.None"/> when the lowest is above the highest.</summary>
    public static SslProtocols Range(TlsVersion lowest, TlsVersion highest)
    {
        ReadOnlySpan<SslProtocols> versions = [SslProtocols.Tls, SslProtocols.Tls11, SslProtocols.Tls12, SslProtocols.Tls13];
        var range = SslProtocols.None;
        for (var version = lowest; version <= highest; version++)
        {
            range |= versions[(int)version];
        }

        return range;
    }
#pragma warning restore SYSLIB0039, CA5397, CA5398

    /// <summary>Whether it is an elliptic curve of <c>tls.CurveID</c> that the file may name.</summary>
    public static bool IsCurve(string name) => name is "CurveP256" or "CurveP384" or "CurveP521" or "X25519";

    /// <summary>How a client is authenticated. <c>RequireClientCert</c> is an old name of <c>RequireAnyClientCert</c>.</summary>
    public static ClientAuthentication? ClientAuthentication(string? name) => name switch
    {
        null or "" or nameof(WebConfig.ClientAuthentication.NoClientCert) => WebConfig.ClientAuthentication.NoClientCert,
        nameof(WebConfig.ClientAuthentication.RequestClientCert) => WebConfig.ClientAuthentication.RequestClientCert,
        "RequireClientCert" or nameof(WebConfig.ClientAuthentication.RequireAnyClientCert) => WebConfig.ClientAuthentication.RequireAnyClientCert,
        nameof(WebConfig.ClientAuthentication.VerifyClientCertIfGiven) => WebConfig.ClientAuthentication.VerifyClientCertIfGiven,
        nameof(WebConfig.ClientAuthentication.RequireAndVerifyClientCert) => WebConfig.ClientAuthentication.RequireAndVerifyClientCert,
        _ => null,
    };
}
