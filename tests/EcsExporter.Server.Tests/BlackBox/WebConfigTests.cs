// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public sealed class WebConfigTests
{
    public static TheoryData<string> Protections => new()
    {
        { "" },
        { FileCases.Users },
        { "rate_limit: {interval: 1h, burst: 0}\n" },
        { ConfigFolder.Tls },
        { ConfigFolder.Tls + FileCases.Users },
        { ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n" },
        { ConfigFolder.Tls + "  max_version: TLS12\n  client_auth_type: RequireAnyClientCert\n" },
    };

    [Fact]
    public async Task Start_BrokenWebConfig_IsOneErrorLineAndExitCode1()
    {
        using var folder = new ConfigFolder("tls_server_config: {cert_filse: x}");

        var result = await ExporterProcess.RunAsync($"--web.config.file={folder.ConfigPath}", "--web.listen-address=127.0.0.1:0");

        Assert.Equal(1, result.ExitCode);
        var error = Assert.Single(result.Log, line => line.Level == "ERROR");
        Assert.Equal("Cannot use the web configuration file", error.Message);
        Assert.Equal("yaml: line 1: unknown key \"cert_filse\" in tls_server_config", error["err"]);
        Assert.DoesNotContain(result.Log, line => line.Message == "Listening on");
    }

    [Fact]
    public async Task Start_KeyOfAnotherCertificate_SaysSo()
    {
        using var folder = FileCases.Folder(ConfigFolder.Tls.Replace("server.key", "other.key", StringComparison.Ordinal));

        var result = await ExporterProcess.RunAsync($"--web.config.file={folder.ConfigPath}", "--web.listen-address=127.0.0.1:0");

        Assert.StartsWith(
            "key is not the unencrypted PEM private key", Assert.Single(result.Log, line => line.Level == "ERROR")["err"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "TLS is disabled.", "false")]
    [InlineData(ConfigFolder.Tls, "TLS is enabled.", "true")]
    [InlineData(ConfigFolder.Tls + "http_server_config: {http2: false}", "TLS is enabled.", "false")]
    public async Task Start_WebConfig_SaysWhetherTlsIsSpoken(string text, string message, string http2)
    {
        using var folder = new ConfigFolder(text);
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}");

        var line = await exporter.LogLineAsync(line => line.Message.StartsWith("TLS is", StringComparison.Ordinal));

        Assert.Equal((message, http2, exporter.BaseAddress.Authority), (line.Message, line["http2"], line["address"]));
    }

    [Fact]
    public async Task Metrics_OverTlsWithPassword_AreServed()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + FileCases.Users);
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}");
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The certificate is for localhost, but the address is 127.0.0.1.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, Timeout = Poll.Timeout };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("alice:alice123"u8));

        var metrics = await http.GetStringAsync(new Uri($"https://{exporter.BaseAddress.Authority}/metrics"), TestContext.Current.CancellationToken);

        Assert.Contains("\necs_up 0\n", metrics, StringComparison.Ordinal);
        var log = (await exporter.StopAsync()).Errors;
        Assert.DoesNotContain(log, line => line.Contains("alice", StringComparison.Ordinal) || line.Contains("$2y$", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Protections))]
    public async Task HealthCheck_ProtectedExporter_IsHealthyUntilItEnds(string text)
    {
        using var folder = new ConfigFolder(text);
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}");
        string[] healthCheck = ["healthcheck", $"--web.config.file={folder.ConfigPath}", $"--web.listen-address={exporter.BaseAddress.Authority}"];

        Assert.Equal(0, (await ExporterProcess.RunAsync(healthCheck)).ExitCode);
        folder.Write("broken");
        Assert.Equal(0, (await ExporterProcess.RunAsync(healthCheck)).ExitCode);
        _ = await exporter.StopAsync();
        Assert.Equal(1, (await ExporterProcess.RunAsync(healthCheck)).ExitCode);
    }
}
