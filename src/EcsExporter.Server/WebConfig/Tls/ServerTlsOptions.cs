// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcsExporter.Server.WebConfig.Files;

namespace EcsExporter.Server.WebConfig.Tls;

/// <summary>Converts the TLS settings, and the files that they name, into the options of a handshake.</summary>
internal static class ServerTlsOptions
{
    /// <summary>Reads the files, whose paths are relative to <paramref name="folder"/>, and checks that the settings are consistent.</summary>
    /// <exception cref="WebConfigException">A setting is missing or not valid.</exception>
    public static SslServerAuthenticationOptions Load(TlsSettings tls, bool http2, string folder, FileReader files, TimeProvider time)
    {
        if (!tls.HasCertificate)
        {
            throw new WebConfigException("missing one of cert or cert_file");
        }

        if (!tls.HasKey)
        {
            throw new WebConfigException("missing one of key or key_file");
        }

        RefuseHttp2WithoutItsSuite(tls, http2);
        var certificate = Certificate(
            Pem("cert_file", tls.CertificateFile, tls.Certificate, folder, files),
            Pem("key_file", tls.KeyFile, tls.Key, folder, files));
        var policy = Clients(tls, folder, files, time);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = Versions(tls),
            CipherSuitesPolicy = CipherSuites(tls),
            ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
            ClientCertificateRequired = policy.AsksForCertificate,
            RemoteCertificateValidationCallback = policy.AsksForCertificate
                ? (_, given, chain, errors) => policy.Accepts(given, chain, errors)
                : null,
            CertificateChainPolicy = policy.ChainPolicy,

            // Each connection makes a full handshake. That costs little, because scrapers keep their connections.
            AllowTlsResume = false,
        };
    }

    private static string? Pem(string key, string? path, string? text, string folder, FileReader files)
    {
        if (path is not { Length: > 0 })
        {
            return text;
        }

        try
        {
            return Encoding.UTF8.GetString(files.Read(Path.Combine(folder, path)));
        }
        catch (WebConfigException error)
        {
            throw new WebConfigException($"{key} {error.Message}");
        }
    }

    private static SslStreamCertificateContext Certificate(string? certificate, string? key)
    {
        var chain = Certificates("cert", certificate);
        try
        {
#pragma warning disable CA2000 // Handshakes that began before a reload may still need it, so the garbage collector releases it.
            // Offline: intermediates come from the file and never from the network.
            return SslStreamCertificateContext.Create(Leaf(certificate, key), chain, offline: true);
#pragma warning restore CA2000
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw new WebConfigException("key is not the unencrypted PEM private key, RSA or ECDSA, of the first certificate of cert");
        }
    }

    private static X509Certificate2Collection Certificates(string key, string? pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw new WebConfigException($"{key} has a PEM block that is not a certificate");
        }

        return certificates.Count > 0 ? certificates : throw new WebConfigException($"{key} has no PEM certificate in it");
    }

    private static X509Certificate2 Leaf(string? certificate, string? key)
    {
        var leaf = X509Certificate2.CreateFromPem(certificate, key);
        if (!OperatingSystem.IsWindows())
        {
            return leaf;
        }

        // TLS on Windows requires an imported key and refuses one in memory.
        using (leaf)
        {
            return X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        }
    }

    private static ClientPolicy Clients(TlsSettings tls, string folder, FileReader files, TimeProvider time)
    {
        var authentication = TlsNames.Authentication(tls.ClientAuthenticationName)
            ?? throw new WebConfigException(
                $"unknown client_auth_type: {tls.ClientAuthenticationName}; it must be NoClientCert, RequestClientCert, RequireAnyClientCert, "
                + "VerifyClientCertIfGiven or RequireAndVerifyClientCert");
        var authorities = new X509Certificate2Collection();
        if (tls.HasClientAuthorities)
        {
            authorities = Certificates("client_ca", Pem("client_ca_file", tls.ClientAuthoritiesFile, tls.ClientAuthorities, folder, files));
            if (authentication is ClientAuthentication.NoClientCert)
            {
                throw new WebConfigException("client CA's have been configured without a Client Auth Policy");
            }
        }

        if (tls.ClientAllowedNames is not null
            && authentication is not (ClientAuthentication.RequireAnyClientCert or ClientAuthentication.RequireAndVerifyClientCert))
        {
            // Otherwise a client without a certificate would be accepted without a name.
            throw new WebConfigException(
                "client_allowed_sans needs a client_auth_type of RequireAnyClientCert or RequireAndVerifyClientCert");
        }

        return new ClientPolicy(authentication, authorities, tls.ClientAllowedNames, time);
    }

    private static SslProtocols Versions(TlsSettings tls) =>
        TlsNames.Range(tls.MinVersion, tls.MaxVersion) is not SslProtocols.None and var versions
            ? versions
            : throw new WebConfigException("min_version is above max_version");

    private static CipherSuitesPolicy? CipherSuites(TlsSettings tls)
    {
        if (tls.CipherSuites.Count == 0)
        {
            return null;
        }

        if (OperatingSystem.IsWindows() || OperatingSystem.IsAndroid())
        {
            throw new WebConfigException("cipher_suites cannot be honoured: this system chooses the suites for all programs; remove the key");
        }

        // The suites of TLS 1.3 are always enabled, as in Go's crypto/tls.
        return new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            .. tls.CipherSuites,
        ]);
    }

    /// <summary>
    /// Refuses settings without the suite that a server of HTTP/2 over TLS 1.2 must support (RFC 9113, section 9.2.2). Clients may disconnect without
    /// it.
    /// </summary>
    private static void RefuseHttp2WithoutItsSuite(TlsSettings tls, bool http2)
    {
        if (http2
            && tls.CipherSuites.Count > 0
            && tls.MinVersion < TlsNames.Highest
            && !tls.CipherSuites.Contains(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
            && !tls.CipherSuites.Contains(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256))
        {
            throw new WebConfigException(
                "cipher_suites is missing an HTTP/2-required suite: add TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or "
                + "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, or set http2: false");
        }
    }
}
