// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>Sends one request over a new connection.</summary>
internal sealed record TestClient
{
    /// <summary>Whether the client uses TLS; it then requires a server certificate from the tests' root.</summary>
    public bool Tls { get; init; } = true;

    public SslProtocols Versions { get; init; } = SslProtocols.None;

    public IReadOnlyList<TlsCipherSuite> Suites { get; init; } = [];

    public X509Certificate2? Certificate { get; init; }

    /// <summary>The intermediate certificates, which are sent after the client's certificate.</summary>
    public X509Certificate2Collection? Intermediates { get; init; }

    public IReadOnlyList<SslApplicationProtocol> Offers { get; init; } = [SslApplicationProtocol.Http11];

    /// <summary>User and password, separated by a colon.</summary>
    public string? Credentials { get; init; }

    /// <summary>Sends a request; returns the server's answer or the error of the connection.</summary>
    public async Task<TestAnswer> GetAsync(TestServer server, string path = "/", string method = "GET")
    {
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
            if (!Tls)
            {
                return new TestAnswer(await ExchangeAsync(tcp.GetStream(), path, method), null);
            }

            await using var stream = new SslStream(tcp.GetStream());
            await stream.AuthenticateAsClientAsync(Options(), TestContext.Current.CancellationToken);
            var facts = new TlsFacts(
                stream.SslProtocol, stream.NegotiatedCipherSuite, stream.NegotiatedApplicationProtocol, stream.RemoteCertificate!.Subject);
            return stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2
                ? new TestAnswer("", facts)
                : new TestAnswer(await ExchangeAsync(stream, path, method), facts);
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            return new TestAnswer($"{error.GetType().Name}: {error.Message} {error.InnerException?.Message}", null);
        }
    }

#pragma warning disable CA1416 // Only tests of cipher suites choose suites, and they do not run on Windows.
    private SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = "localhost",

        // All servers of the tests are localhost to the client, so it would resume the session of another server and not send its certificate.
        AllowTlsResume = false,
        EnabledSslProtocols = Versions,
        CipherSuitesPolicy = Suites.Count == 0 ? null : new CipherSuitesPolicy(Suites),
        ApplicationProtocols = [.. Offers],
        ClientCertificateContext = Certificate is null ? null : SslStreamCertificateContext.Create(Certificate, Intermediates, offline: true),
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { TestCertificates.Root },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
#pragma warning restore CA1416

    private async Task<string> ExchangeAsync(Stream stream, string path, string method)
    {
        var authorization = Credentials is null ? "" : $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials))}\r\n";
        var request = $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
