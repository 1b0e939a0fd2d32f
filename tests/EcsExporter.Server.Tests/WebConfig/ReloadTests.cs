// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class ReloadTests
{
    private static readonly TestClient Plain = new() { Tls = false };
    private static readonly TestClient Tls = new();
    private static readonly TestClient Alice = Plain with { Credentials = "alice:alice123" };

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
        Assert.Contains("msg=\"The TLS configuration changed and was read again\"", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_LinkSwitchedToAnotherFolder_IsSeen()
    {
        // As container platforms mount secrets: the files are links into a folder that is itself a link.
        using var folder = new ConfigFolder(null);
        _ = Directory.CreateDirectory(folder.PathOf("1"));
        _ = Directory.CreateDirectory(folder.PathOf("2"));
        folder.Write("1/web.yml", FileCases.Users);
        folder.Write("2/web.yml", "{}");
        _ = Directory.CreateSymbolicLink(folder.PathOf("data"), "1");
        _ = File.CreateSymbolicLink(folder.ConfigPath, "data/web.yml");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(401, (await Plain.GetAsync(server)).Status);
        Directory.Delete(folder.PathOf("data"));
        _ = Directory.CreateSymbolicLink(folder.PathOf("data"), "2");
        Assert.Equal(200, (await Plain.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_UsersAndHeadersChange_CountsAtOnce()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
        folder.Write($"basic_auth_users: {{alice: {FileCases.Bob}}}\nhttp_server_config: {{headers: {{X-XSS-Protection: 1}}}}");
        Assert.Equal(401, (await Alice.GetAsync(server)).Status);
        var answer = await (Plain with { Credentials = "alice:bob123" }).GetAsync(server);
        Assert.Equal((200, "1"), (answer.Status, answer.Header("X-XSS-Protection")));
        folder.Write($"basic_auth_users: {{bob: {FileCases.Bob}}}\n");
        Assert.Equal(401, (await (Plain with { Credentials = "alice:bob123" }).GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_UserAddedAfterATry_GetsIn()
    {
        using var folder = new ConfigFolder($"basic_auth_users: {{bob: {FileCases.Bob}}}\n");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(401, (await Alice.GetAsync(server)).Status);
        folder.Write(FileCases.Users);
        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_RateLimitChange_CountsAtOnce()
    {
        using var folder = new ConfigFolder("rate_limit: {interval: 1h, burst: 0}");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(429, (await Plain.GetAsync(server)).Status);
        folder.Write("rate_limit: {interval: 1h, burst: 1}");
        Assert.Equal(200, (await Plain.GetAsync(server)).Status);
        folder.Write("# touched\nrate_limit: {interval: 1h, burst: 1}");
        Assert.Equal(429, (await Plain.GetAsync(server)).Status);
    }

    [Theory]
    [InlineData("basic_auth_user: {}", "unknown key")]
    [InlineData("tls_server_config: {cert_file: \"", "this is not YAML")]
    [InlineData("", "the file has become empty")]
    [InlineData(null, "no such file")]
    public async Task Get_BrokenFile_Is500AndOneErrorLineUntilMended(string? broken, string message)
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);
        if (broken is null)
        {
            File.Delete(folder.ConfigPath);
        }
        else
        {
            folder.Write(broken);
        }

        for (var i = 0; i < 3; i++)
        {
            var answer = await Alice.GetAsync(server, i == 2 ? "/nowhere" : "/");
            Assert.Equal(500, answer.Status);
            Assert.EndsWith("the web configuration file is broken, see the log\n", answer.Text, StringComparison.Ordinal);
        }

        var line = Assert.Single(Lines(server));
        Assert.Equal("ERROR", line.Level);
        Assert.Contains(message, line["err"], StringComparison.Ordinal);

        folder.Write(FileCases.Users);
        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
        Assert.Equal(["ERROR", "INFO"], Lines(server).Select(mended => mended.Level));
    }

    [Fact]
    public async Task Get_BrokenOtherwiseThanBefore_IsLoggedAgain()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        folder.Write("a: b");
        Assert.Equal(500, (await Alice.GetAsync(server)).Status);
        folder.Write("c: d");
        Assert.Equal(500, (await Alice.GetAsync(server)).Status);

        Assert.Equal(["yaml: line 1: unknown key \"a\" in the file", "yaml: line 1: unknown key \"c\" in the file"], Lines(server).Select(line => line["err"]));
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
        Assert.Equal("ERROR", Assert.Single(Lines(server)).Level);

        folder.Write(file, good);
        Assert.Equal(200, (await Tls.GetAsync(server)).Status);
        Assert.Contains(Lines(server), line => line.Message == "The TLS configuration changed and was read again");
    }

    [Fact]
    public async Task Get_TlsAskedForWhileServingWithout_WarnsThatItNeedsARestart()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        folder.Write(ConfigFolder.Tls + FileCases.Users);

        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
        Assert.Equal(["INFO", "WARN"], Lines(server).Select(line => line.Level));
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
#pragma warning disable CA5359 // Which certificate it is does not matter here.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler);
        var uri = new Uri($"https://localhost:{server.Port}/");

        Assert.Equal(TestServer.Page, await http.GetStringAsync(uri, TestContext.Current.CancellationToken));
        folder.Write("server.crt", "broken");
        Assert.Equal(TestServer.Page, await http.GetStringAsync(uri, TestContext.Current.CancellationToken));
    }

    private static IEnumerable<LogLine> Lines(TestServer server) =>
        server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => new LogLine(line));
}
