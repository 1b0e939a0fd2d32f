// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.WebConfig.Files;

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class ReloadTests
{
    private static readonly TestClient Plain = new() { Tls = false };
    private static readonly TestClient Alice = Plain with { Credentials = "alice:alice123" };

    public static TheoryData<string> NoFiles => [.. ConfigFolder.NoFiles.Keys];

    [Fact]
    public async Task Get_LinkSwitchedToAnotherFolder_IsSeen()
    {
        // Container platforms mount secrets like this: the files are links into a folder that is itself a link.
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

        var line = Assert.Single(server.LogLines);
        Assert.Equal("ERROR", line.Level);
        Assert.Contains(message, line["err"], StringComparison.Ordinal);

        folder.Write(FileCases.Users);
        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
        Assert.Equal(["ERROR", "INFO"], server.LogLines.Select(mended => mended.Level));
    }

    [Fact]
    public async Task Get_FileCutAtAnyByte_NeverServesWithoutAPassword()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        // The file grows byte by byte, as with a slow writer, until it is complete.
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
        var line = Assert.Single(server.LogLines);
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
        Assert.Empty(server.LogLines);
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

        Assert.EndsWith(": " + ConfigFolder.NoFiles[kind], Assert.Single(server.LogLines)["err"], StringComparison.Ordinal);
        folder.Clear("web.yml");
        folder.Write(FileCases.Users);
        Assert.Equal(200, (await Alice.GetAsync(server)).Status);
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
    public async Task Reload_Files_SaysHowItWent()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var server = await TestServer.StartAsync(folder);

        server.Config!.Reload();
        await Poll.UntilAsync("both are read", () => server.LogLines.Count() == 2);
        folder.Write("server.key", "broken");
        server.Config.Reload();
        await Poll.UntilAsync("both are read", () => server.LogLines.Count() == 4);
        folder.Write("broken");
        server.Config.Reload();
        await Poll.UntilAsync("both are read", () => server.LogLines.Count() == 6);

        Assert.Equal(
            [
                "The TLS configuration is broken, new connections fail until it is fixed",
                "The TLS configuration is broken, new connections fail until it is fixed",
                "The TLS configuration was reloaded on SIGHUP",
                "The web configuration file is broken, requests fail until it is fixed",
                "The web configuration file was reloaded on SIGHUP",
                "The web configuration file was reloaded on SIGHUP",
            ],
            server.LogLines.Select(line => line.Message).Order(StringComparer.Ordinal));
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

        Assert.Equal(
            ["yaml: line 1: unknown key \"a\" in the file", "yaml: line 1: unknown key \"c\" in the file"],
            server.LogLines.Select(line => line["err"]));
    }
}
