// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

#pragma warning disable SYSLIB0039, CA5397, CA5398 // Clients of fixed versions are what is tested.

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class ServerBehaviourTests
{
    private static readonly TestClient Plain = new() { Tls = false };
    private static readonly TestClient Tls = new();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http_server_config: {http2: true}")]
    public async Task Get_NoTlsAsked_ServesHttpAndNoTls(string? text)
    {
        using var folder = new ConfigFolder(text);
        await using var server = await TestServer.StartAsync(text is null ? null : folder.ConfigPath);

        Assert.EndsWith(TestServer.Page, (await Plain.GetAsync(server)).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await Tls.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_TlsAsked_ServesTlsAndTellsPlainClients()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);

        var tls = await Tls.GetAsync(server);
        var plain = await Plain.GetAsync(server);

        Assert.EndsWith(TestServer.Page, tls.Text, StringComparison.Ordinal);
        Assert.Equal(SslProtocols.Tls13, tls.Tls!.Version);
        Assert.Equal(400, plain.Status);
        Assert.EndsWith("Client sent an HTTP request to an HTTPS server.\n", plain.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inline certificate and key")]
    [InlineData("inline key")]
    public async Task Get_InlinePem_ServesTls(string name)
    {
        using var folder = new ConfigFolder(FileCases.Good[name].Text);
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(200, (await Tls.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_CertificateWithIntermediate_SendsBoth()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        folder.WriteServer(TestCertificates.ServerOfIntermediate);
        folder.Write("server.crt", Pem(TestCertificates.ServerOfIntermediate, TestCertificates.Intermediate));
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(200, (await Tls.GetAsync(server)).Status);
    }

    [Theory]
    [InlineData("", SslProtocols.Tls11, SslProtocols.None)]
    [InlineData("", SslProtocols.Tls12, SslProtocols.Tls12)]
    [InlineData("", SslProtocols.Tls13, SslProtocols.Tls13)]
    [InlineData("  min_version: TLS13\n", SslProtocols.Tls12, SslProtocols.None)]
    [InlineData("  min_version: TLS13\n", SslProtocols.Tls13, SslProtocols.Tls13)]
    [InlineData("  max_version: TLS12\n", SslProtocols.Tls13, SslProtocols.None)]
    [InlineData("  max_version: TLS12\n", SslProtocols.Tls12 | SslProtocols.Tls13, SslProtocols.Tls12)]
    public async Task Get_ClientOfSomeVersions_SpeaksTheHighestInCommon(string settings, SslProtocols client, SslProtocols agreed)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + settings);
        await using var server = await TestServer.StartAsync(folder);

        var answer = await (Tls with { Versions = client }).GetAsync(server);

        Assert.Equal(agreed, answer.Tls?.Version ?? SslProtocols.None);
        Assert.Equal(agreed is SslProtocols.None ? 0 : 200, answer.Status);
    }

    [Theory]
    [InlineData("[TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("[TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)]
    [InlineData("[TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("[TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256]", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("[TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA]", null)]
    public async Task Get_SomeCipherSuites_SpeaksTheServersFirstInCommon(string suites, TlsCipherSuite? agreed)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + $"  cipher_suites: {suites}\n");
        folder.WriteServer(TestCertificates.RsaServer);
        await using var server = await TestServer.StartAsync(folder);
        var client = Tls with
        {
            Versions = SslProtocols.Tls12,
            Suites = [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384],
        };

        Assert.Equal(agreed, (await client.GetAsync(server)).Tls?.Suite);
    }

    [Fact]
    public async Task Get_AnyCipherSuites_StillSpeaksTls13()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]\n");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(SslProtocols.Tls13, (await Tls.GetAsync(server)).Tls?.Version);
        Assert.Equal(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, (await (Tls with { Versions = SslProtocols.Tls12 }).GetAsync(server)).Tls?.Suite);
    }

    [Theory]
    [InlineData("", "h2")]
    [InlineData("http_server_config: {http2: true}\n", "h2")]
    [InlineData("http_server_config: {http2: false}\n", "http/1.1")]
    public async Task Get_Http2Client_SpeaksItUnlessTurnedOff(string settings, string agreed)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + settings);
        await using var server = await TestServer.StartAsync(folder);

        var answer = await (Tls with { Offers = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] }).GetAsync(server);

        Assert.Equal(agreed, $"{answer.Tls?.Protocol}");
    }

    [Fact]
    public async Task Get_OverHttp2_IsAnsweredLikeOverHttp1()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + "http_server_config: {headers: {X-Frame-Options: deny}}\n" + FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { TestCertificates.Root },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var http = new HttpClient(handler) { DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var uri = new Uri($"https://localhost:{server.Port}/");

        using var refused = await http.GetAsync(uri, TestContext.Current.CancellationToken);
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("alice:alice123"u8));
        var page = await http.GetStringAsync(uri, TestContext.Current.CancellationToken);

        Assert.Equal((401, "deny"), ((int)refused.StatusCode, refused.Headers.GetValues("X-Frame-Options").Single()));
        Assert.Equal(TestServer.Page, page);
    }

    [Fact]
    public async Task Get_Headers_AreOnEveryAnswerButRateLimitAndConfigErrors()
    {
        using var folder = new ConfigFolder(
            "http_server_config:\n  headers:\n    Content-Security-Policy: default-src 'self'\n"
            + "    Strict-Transport-Security: max-age=31536000; includeSubDomains\n    X-Content-Type-Options: nosniff\n"
            + "    X-Frame-Options: deny\n    X-XSS-Protection: 1\n" + FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);
        var alice = Plain with { Credentials = "alice:alice123" };

        foreach (var (answer, status) in new[] { (
            await alice.GetAsync(server), 200), (await alice.GetAsync(server, "/nowhere"), 404), (await Plain.GetAsync(server), 401) })
        {
            Assert.Equal(status, answer.Status);
            Assert.Equal("default-src 'self'", answer.Header("Content-Security-Policy"));
            Assert.Equal("max-age=31536000; includeSubDomains", answer.Header("Strict-Transport-Security"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("deny", answer.Header("X-Frame-Options"));
            Assert.Equal("1", answer.Header("X-XSS-Protection"));
        }
    }

    [Fact]
    public async Task Get_BlankHeader_IsNotSent()
    {
        using var folder = new ConfigFolder("http_server_config: {headers: {Content-Security-Policy: ''}}");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Null((await Plain.GetAsync(server)).Header("Content-Security-Policy"));
    }

    [Theory]
    [InlineData("0", 0, 10, 10)]
    [InlineData("0s", 5, 10, 10)]
    [InlineData("1s", 0, 3, 0)]
    [InlineData("1h", 3, 10, 3)]
    public async Task Get_RateLimit_AnswersTheBurstAndNoMore(string interval, int burst, int requests, int answered)
    {
        using var folder = new ConfigFolder($"rate_limit:\n  interval: \"{interval}\"\n  burst: {burst}\n");
        await using var server = await TestServer.StartAsync(folder);

        var statuses = new List<int>();
        for (var i = 0; i < requests; i++)
        {
            statuses.Add((await Plain.GetAsync(server)).Status);
        }

        Assert.Equal([.. Enumerable.Repeat(200, answered), .. Enumerable.Repeat(429, requests - answered)], statuses);
    }

    [Fact]
    public async Task Get_SeveralReasonsToRefuse_GivesTheFirst()
    {
        using var folder = new ConfigFolder("rate_limit: {interval: 1h, burst: 1}\nhttp_server_config: {headers: {X-Frame-Options: deny}}\n" + FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        var unauthorized = await Plain.GetAsync(server);
        var limited = await Plain.GetAsync(server);
        folder.Write("broken");
        var broken = await Plain.GetAsync(server);

        Assert.Equal((401, "Basic", "deny"), (unauthorized.Status, unauthorized.Header("WWW-Authenticate"), unauthorized.Header("X-Frame-Options")));
        Assert.Equal((429, null, null), (limited.Status, limited.Header("WWW-Authenticate"), limited.Header("X-Frame-Options")));
        Assert.Equal((500, null, null), (broken.Status, broken.Header("WWW-Authenticate"), broken.Header("X-Frame-Options")));
    }

    private static string Pem(params X509Certificate2[] certificates) =>
        string.Join('\n', certificates.Select(static certificate => certificate.ExportCertificatePem()));
}
