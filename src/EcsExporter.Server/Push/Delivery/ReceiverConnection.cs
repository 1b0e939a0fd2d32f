// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcsExporter.Server.Files;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// Provides the HTTP client for the receiver. After a certificate or key file changes, the next request gets a new client. The proxy variables
/// HTTPS_PROXY, HTTP_PROXY and ALL_PROXY apply. NO_PROXY lists names, and domains with a leading dot. Redirects are not followed and cookies are not
/// kept.
/// </summary>
internal sealed class ReceiverConnection(ReceiverOptions options) : IDisposable
{
    private const int MaxHeaderKilobytes = 16;
    private const int MaxDrainedBytes = 64 * 1024;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The idle timeout, below the 60 s after which load balancers close connections. A request that meets the close must be retried.
    /// </summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(50);

    /// <summary>The lifetime of a connection. It is limited because the receiver's address may change.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly List<(string Path, byte[] Content)> _files = [];
    private HttpMessageInvoker? _client;
    private SocketsHttpHandler? _handler;
    private X509Certificate2? _certificate;

    /// <summary>Returns the client for the next request.</summary>
    /// <exception cref="ReceiverFileException">A file cannot be read or has no certificate or key.</exception>
    public HttpMessageInvoker Client()
    {
        if (_client is not null && _files.TrueForAll(static file => SmallFile.IsStill(file.Path, file.Content, null)))
        {
            return _client;
        }

        Dispose();
        _handler = new SocketsHttpHandler
        {
            // Loopback addresses bypass the proxy, which NO_PROXY does not imply. Credentials may be sent to them without TLS, so they must stay on
            // the machine.
            UseProxy = !options.Url.IsLoopback,
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = MaxDrainedBytes,
            ResponseDrainTimeout = DrainTime,
            PooledConnectionIdleTimeout = IdleTime,
            PooledConnectionLifetime = Lifetime,

            // The values of additional headers may contain any characters and are sent unchanged.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            SslOptions = TlsOptions(),
        };
        return _client = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
        _handler?.Dispose();
        _handler = null;
        _certificate?.Dispose();
        _certificate = null;
        _files.Clear();
    }

    private SslClientAuthenticationOptions TlsOptions() => new()
    {
        CertificateChainPolicy = ChainPolicy(),
        ClientCertificateContext = ClientCertificate(),
        RemoteCertificateValidationCallback = (_, _, chain, errors) => errors == SslPolicyErrors.None
            ? true
            : throw new ReceiverCertificateException(options.Url.Host, chain, errors),
    };

    private X509ChainPolicy ChainPolicy()
    {
        // Fetching revocation lists and missing certificates would need requests to other hosts, which a private subnet may not reach.
        var policy = new X509ChainPolicy() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (options.AuthoritiesFile is { } path)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Certificates(path, Read(path)));
        }

        return policy;
    }

    private SslStreamCertificateContext? ClientCertificate()
    {
        if (options is not { CertificateFile: { } certificateFile, KeyFile: { } keyFile })
        {
            return null;
        }

        var pem = Read(certificateFile);
        var key = Read(keyFile);
        var chain = Certificates(certificateFile, pem);
        try
        {
            _certificate = X509Certificate2.CreateFromPem(pem, key);
            return SslStreamCertificateContext.Create(_certificate, [.. chain.Skip(1)], offline: true);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new ReceiverFileException($"{keyFile}: is not the unencrypted private key of {certificateFile} in PEM");
        }
    }

    private string Read(string path)
    {
        var (content, failure) = SmallFile.Read(path);
        if (content is null)
        {
            throw new ReceiverFileException($"{path}: {failure}");
        }

        _files.Add((path, content));
        return Encoding.UTF8.GetString(content);
    }

    private static X509Certificate2Collection Certificates(string path, string pem)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates.Count > 0 ? certificates : throw new ReceiverFileException($"{path}: has no certificate in PEM");
    }
}

/// <summary>Reports that a file of the connection cannot be used. The message names the file.</summary>
internal sealed class ReceiverFileException(string message) : Exception(message);

/// <summary>Reports that the receiver's certificate is not trusted. The message has the reason.</summary>
internal sealed class ReceiverCertificateException(string host, X509Chain? chain, SslPolicyErrors errors) : Exception(Reason(host, chain, errors))
{
    private static string Reason(string host, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "the receiver has no certificate";
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "the receiver's certificate has expired or is not valid yet"
            : (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0
                ? "the receiver's certificate is not from an authority that is trusted here"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"the receiver's certificate is not for {host}"
            : $"the receiver's certificate is not valid ({status})";
    }
}
