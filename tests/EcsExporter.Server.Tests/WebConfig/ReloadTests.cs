// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.WebConfig.Files;

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class ReloadTests
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
    [InlineData("# nothing\n---\nnull\n", "the file has become empty")]
    [InlineData("\0\0\0\0", "control character U+0000")]
    [InlineData("basic_auth_users:", "the file has become empty")]
    [InlineData("rate_limit: {interval: 1s, burst: 1000}\nbasic_auth_users: {}", "basic_auth_users has become empty")]
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
    public async Task Get_FileCutAtAnyByte_NeverServesWithoutAPassword()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        // By byte, as a slow writer would fill it; the last length is all of it.
        for (var length = 0; length <= FileCases.Users.Length; length++)
        {
            folder.Write(FileCases.Users[..length]);
            Assert.Contains((await Plain.GetAsync(server)).Status, new[] { 401, 500 });
        }

        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_ExplicitlyEmptyFile_ServesEverybody()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        folder.Write("{}");
        Assert.Equal(200, (await Plain.GetAsync(server)).Status);
        folder.Write("");
        Assert.Equal(200, (await Plain.GetAsync(server)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("basic_auth_users:\n")]
    public async Task Get_FileThatSaysNothingAtTheStart_ServesEverybodyAndWarns(string text)
    {
        using var folder = new ConfigFolder(text);
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(200, (await Plain.GetAsync(server)).Status);
        var line = Assert.Single(Lines(server));
        Assert.Equal(("WARN", folder.ConfigPath), (line.Level, line["file"]));
        folder.Write(FileCases.Users);
        Assert.Equal(401, (await Plain.GetAsync(server)).Status);
    }

    [Fact]
    public async Task Get_ExplicitlyEmptyFileAtTheStart_DoesNotWarn()
    {
        using var folder = new ConfigFolder("{}");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(200, (await Plain.GetAsync(server)).Status);
        Assert.Empty(Lines(server));
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Get_NoFileInPlaceOfTheConfiguration_Is500OnEveryPathUntilMended(string kind)
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        folder.Replace("web.yml", kind);

        foreach (var (path, method) in new[] { ("/", "GET"), ("/", "HEAD"), ("/metrics", "GET"), ("/-/healthy", "GET"), ("/nowhere", "POST") })
        {
            var answer = await Alice.GetAsync(server, path, method);
            Assert.Equal(500, answer.Status);
            Assert.Equal(method == "HEAD", answer.Text.EndsWith("\r\n\r\n", StringComparison.Ordinal));
        }

        Assert.EndsWith(": " + ConfigFolder.NoFiles[kind], Assert.Single(Lines(server))["err"], StringComparison.Ordinal);
        Clear(folder, "web.yml");
        folder.Write(FileCases.Users);
        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
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
            Assert.EndsWith($"{name}: {ConfigFolder.NoFiles[kind]}", Lines(server).Last()["err"], StringComparison.Ordinal);
            Clear(folder, name);
            folder.Write(name, good);
            Assert.Equal(200, (await Tls.GetAsync(server)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Open_NoFileInPlaceOfAFile_SaysSo(string kind)
    {
        foreach (var name in new[] { "web.yml", "server.crt", "server.key", "ca.crt" })
        {
            using var folder = new ConfigFolder(ConfigFolder.Tls + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n");
            folder.Replace(name, kind);

            var error = await Assert.ThrowsAsync<WebConfigException>(() => TestServer.StartAsync(folder));

            Assert.EndsWith($"{name}: {ConfigFolder.NoFiles[kind]}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Get_BrokenUnderHttp2Connection_Is500UntilMended()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // Which certificate it is does not matter here.
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

    [Fact]
    public async Task Reload_Files_SaysHowItWent()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);

        server.Config!.Reload();
        await Patience.UntilAsync("both are read", () => Lines(server).Count() == 2);
        folder.Write("server.key", "broken");
        server.Config.Reload();
        await Patience.UntilAsync("both are read", () => Lines(server).Count() == 4);
        folder.Write("broken");
        server.Config.Reload();
        await Patience.UntilAsync("both are read", () => Lines(server).Count() == 6);

        Assert.Equal(
            [
                "The TLS configuration is broken, new connections fail until it is fixed",
                "The TLS configuration is broken, new connections fail until it is fixed",
                "The TLS configuration was read again on SIGHUP",
                "The web configuration file is broken, requests fail until it is fixed",
                "The web configuration file was read again on SIGHUP",
                "The web configuration file was read again on SIGHUP",
            ],
            Lines(server).Select(line => line.Message).Order(StringComparer.Ordinal));
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

    private static void Clear(ConfigFolder folder, string name)
    {
        var path = folder.PathOf(name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        File.Delete(path);
    }

    private static IEnumerable<LogLine> Lines(TestServer server) =>
        server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => new LogLine(line));
}
