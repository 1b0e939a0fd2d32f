// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using EcsExporter.Attack;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public sealed class WebConfigReloadTests
{
    private const string Everything =
        ConfigFolder.Tls + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\nrate_limit: {interval: 1ms, burst: 1000}\n";

    /// <summary>Some hundred times the duration of a scrape, for a busy machine. A blocked read never ends.</summary>
    private static readonly TimeSpan NotBlocked = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string> NoFiles
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var name in new[] { "web.yml", "server.crt", "server.key", "ca.crt" })
            {
                foreach (var kind in ConfigFolder.NoFiles.Keys)
                {
                    cases.Add(name, kind);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Start_NoFileInPlaceOfAFile_IsOneErrorLineAndExitCode1(string name, string kind)
    {
        using var folder = new ConfigFolder(Everything);
        folder.Replace(name, kind);

        var result = await ExporterProcess.RunAsync($"--web.config.file={folder.ConfigPath}", "--web.listen-address=127.0.0.1:0");

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith(ConfigFolder.NoFiles[kind], Assert.Single(result.Log, line => line.Level == "ERROR")["err"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Scrape_NoFileInPlaceOfAFile_IsNotDelayed(string name, string kind)
    {
        using var folder = new ConfigFolder(Everything);
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}");
        using var handler = Handler();
        using var scraper = new HttpClient(handler);
        Assert.Equal(HttpStatusCode.OK, await ScrapeAsync(scraper, exporter));

        folder.Replace(name, kind);

        using var otherHandler = Handler();
        using var another = new HttpClient(otherHandler);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < 10; i++)
        {
            // An open connection keeps its certificate.
            Assert.Equal(name == "web.yml" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK, await ScrapeAsync(scraper, exporter));
            _ = await Assert.ThrowsAsync<HttpRequestException>(() => ScrapeAsync(another, exporter));
        }

        Assert.True(Stopwatch.GetElapsedTime(begin) < NotBlocked, $"{Stopwatch.GetElapsedTime(begin)}");
        Assert.Equal(0, (await HealthCheckAsync(exporter, folder)).ExitCode);
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Hangup_WithoutWebConfig_SaysSoAndGoesOn()
    {
        await using var exporter = await ExporterProcess.StartAsync();

        exporter.Signal(UnixSignal.SIGHUP);
        Assert.Equal("INFO", (await exporter.LogLineAsync(line => line.Message.StartsWith("SIGHUP", StringComparison.Ordinal))).Level);

        _ = await exporter.ScrapeAsync();
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Hangup_WebConfig_IsReadAgain()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}");

        exporter.Signal(UnixSignal.SIGHUP);
        var again = await exporter.LogLineAsync(line => line.Message.EndsWith("SIGHUP", StringComparison.Ordinal));
        Assert.Equal(("INFO", folder.ConfigPath), (again.Level, again["file"]));

        folder.Write("broken");
        exporter.Signal(UnixSignal.SIGHUP);
        var broken = await exporter.LogLineAsync(line => line.Level == "ERROR");
        Assert.Equal("yaml: line 1: the file must have the form key: value", broken["err"]);

        folder.Write(FileCases.Users);
        using var response = await exporter.Http.GetAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Start_FileThatSaysNothing_WarnsAndServes()
    {
        using var folder = new ConfigFolder("");
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}");

        _ = await exporter.ScrapeAsync();
        Assert.Equal(folder.ConfigPath, (await exporter.LogLineAsync(line => line.Level == "WARN" && line["file"] is not null))["file"]);
    }

    private static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
#pragma warning disable CA5359 // The certificate is for localhost, but the address is 127.0.0.1.
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
    };

    private static async Task<HttpStatusCode> ScrapeAsync(HttpClient http, ExporterProcess exporter)
    {
        using var response = await http.GetAsync(new Uri($"https://{exporter.BaseAddress.Authority}/metrics"), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static Task<ExporterResult> HealthCheckAsync(ExporterProcess exporter, ConfigFolder folder) => ExporterProcess.RunAsync(
        "healthcheck", $"--web.config.file={folder.ConfigPath}", $"--web.listen-address={exporter.BaseAddress.Authority}");
}
