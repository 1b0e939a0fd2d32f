// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.WebConfig;

public sealed class TlsReloadTests
{
    private static readonly TestClient Plain = new() { Tls = false };
    private static readonly TestClient Tls = new();
    private static readonly TestClient Alice = Plain with { Credentials = "alice:alice123" };

    public static TheoryData<string> NoFiles => [.. ConfigFolder.NoFiles.Keys];

    [Fact]
    public async Task Get_BlockingConfigurationBecomesOpen_GetsIn()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(0, (await Tls.GetAsync(server)).Status);
        folder.Write(ConfigFolder.Tls + "  client_auth_type: NoClientCert\n");
        Assert.Equal(200, (await Tls.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_NewCertificate_IsServedAtOnce()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal("CN=server", (await Tls.GetAsync(server)).Tls?.ServerSubject);
        folder.WriteServer(TestCertificates.RenewedServer);
        Assert.Equal("CN=renewed server", (await Tls.GetAsync(server)).Tls?.ServerSubject);
        Assert.Contains("msg=\"The TLS configuration changed and was reloaded\"", server.Log, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Get_NoFileInPlaceOfACertificate_RefusesNewConnectionsUntilMended(string kind)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n");
        await using var server = await TestServer.StartAsync(folder);

        foreach (var name in new[] { "server.crt", "server.key", "ca.crt" })
        {
            var good = await File.ReadAllTextAsync(folder.PathOf(name), TestContext.Current.CancellationToken);
            folder.Replace(name, kind);
            Assert.Null((await Tls.GetAsync(server)).Tls);
            // The test searches all lines, because a check can happen while the test replaces the file, and its line can wait for ten seconds.
            Assert.Contains(
                server.LogLines, line => line["err"]?.EndsWith($"{name}: {ConfigFolder.NoFiles[kind]}", StringComparison.Ordinal) is true);
            folder.Clear(name);
            folder.Write(name, good);
            Assert.Equal(200, (await Tls.GetAsync(server)).Status);
        }
    }

    [Fact]
    public async Task Get_BrokenUnderHttp2Connection_Is500UntilMended()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The certificate does not matter in this test.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var statuses = new List<int>();

        foreach (var text in new[] { ConfigFolder.Tls, "broken", "broken", ConfigFolder.Tls })
        {
            folder.Write(text);
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
            {
                using var request = new HttpRequestMessage(method, $"https://localhost:{server.Port}/") { Version = new Version(2, 0) };
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                statuses.Add((int)response.StatusCode);
            }
        }

        Assert.Equal([200, 200, 500, 500, 500, 500, 200, 200], statuses);
    }

    [Theory]
    [InlineData("server.crt")]
    [InlineData("server.key")]
    [InlineData("web.yml")]
    public async Task Get_BrokenTls_RefusesNewConnectionsUntilMended(string file)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);
        var good = await File.ReadAllTextAsync(folder.PathOf(file), TestContext.Current.CancellationToken);

        folder.Write(file, "broken");
        Assert.Null((await Tls.GetAsync(server)).Tls);
        Assert.Null((await Tls.GetAsync(server)).Tls);
        Assert.Equal("ERROR", Assert.Single(server.LogLines).Level);

        folder.Write(file, good);
        Assert.Equal(200, (await Tls.GetAsync(server)).Status);
        Assert.Contains(server.LogLines, line => line.Message == "The TLS configuration changed and was reloaded");
    }

    [Fact]
    public async Task Get_TlsAskedForWhileServingWithout_WarnsThatItNeedsARestart()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        folder.Write(ConfigFolder.Tls + FileCases.Users);

        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
        Assert.Equal(["INFO", "WARN"], server.LogLines.Select(line => line.Level));
    }

    [Fact]
    public async Task Get_TlsTakenAwayWhileServingIt_RefusesInsteadOfServingWithout()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);

        folder.Write(FileCases.Users);

        Assert.Null((await Tls.GetAsync(server)).Tls);
        Assert.Equal(400, (await Plain.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_CertificateBreaksUnderAConnection_TheConnectionGoesOn()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The certificate does not matter in this test.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler);
        var uri = new Uri($"https://localhost:{server.Port}/");

        Assert.Equal(TestServer.Page, await http.GetStringAsync(uri, TestContext.Current.CancellationToken));
        folder.Write("server.crt", "broken");
        Assert.Equal(TestServer.Page, await http.GetStringAsync(uri, TestContext.Current.CancellationToken));
    }
}
