// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests requests over HTTP/2 that have a body or only announce one.</summary>
[Trait("Category", "BlackBox")]
public sealed class RequestBodyHttp2Tests
{
    /// <summary>The frames to send on stream 1, and the status of the answer.</summary>
    private static readonly Dictionary<string, (byte[][] Sent, string Status)> Requests = new()
    {
        ["no body"] = ([RawHttp2.Get(1, RawHttp2.EndStream)], "200"),
        ["an empty frame"] = ([RawHttp2.Get(1), RawHttp2.Data(1, RawHttp2.EndStream)], "200"),
        ["many empty frames"] = ([RawHttp2.Get(1), RawHttp2.Data(1, 0), RawHttp2.Data(1, 0), RawHttp2.Data(1, RawHttp2.EndStream)], "200"),
        ["padding"] = ([RawHttp2.Get(1), RawHttp2.Data(1, 8 | RawHttp2.EndStream, 2, 0, 0)], "200"),
        ["a length of 0 and an empty frame"] = ([RawHttp2.Get(1, 0, "/metrics", ("content-length", "0")), RawHttp2.Data(1, RawHttp2.EndStream)], "200"),
        ["trailers"] = ([RawHttp2.Get(1), RawHttp2.Trailers(1)], "200"),
        ["two bytes"] = ([RawHttp2.Get(1), RawHttp2.Data(1, RawHttp2.EndStream, 1, 2)], "413"),
        ["two bytes and no end"] = ([RawHttp2.Get(1), RawHttp2.Data(1, 0, 1, 2)], "413"),
        ["two bytes and their length"] = ([RawHttp2.Get(1, 0, "/metrics", ("content-length", "2")), RawHttp2.Data(1, RawHttp2.EndStream, 1, 2)], "413"),
        ["a length of 2"] = ([RawHttp2.Get(1, 0, "/metrics", ("content-length", "2"))], "413"),
        ["no end"] = ([RawHttp2.Get(1)], "408"),
    };

    [Fact]
    public async Task Get_BodyOrNone_IsAnsweredAndTheConnectionGoesOn()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync($"--web.config.file={folder.ConfigPath}");
        foreach (var (name, (sent, status)) in Requests)
        {
            using var connection = await RawConnection.OpenAsync(exporter.BaseAddress, SslApplicationProtocol.Http2);
            await connection.SendAsync(RawHttp2.Preface.Concat(RawHttp2.LargeWindow).ToArray());
            foreach (var frame in sent)
            {
                await connection.SendAsync(frame);
            }

            Assert.Equal((name, 1, status), await StatusAsync(name, connection));
            await connection.SendAsync(RawHttp2.Get(3, RawHttp2.EndStream, "/-/healthy"));
            Assert.Equal((name, 3, "200"), await StatusAsync(name, connection));
        }

        Assert.DoesNotContain(exporter.Log, line => line.Level is "ERROR" or "WARN");
    }

    [Fact]
    public async Task Get_FiveBodiesByAnHttpClient_GetFiveRefusalsAndNoLineInTheLog()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync($"--web.config.file={folder.ConfigPath}");
#pragma warning disable CA5400, CA5359 // The certificate of the exporter under test is self-signed.
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } };
#pragma warning restore CA5400, CA5359
        using var client = new HttpClient(handler);
        _ = await exporter.LogLineAsync(line => line.Message == "TLS is enabled.");
        var before = exporter.Log.Count;
        var address = new UriBuilder(exporter.BaseAddress) { Scheme = "https", Path = "metrics" }.Uri;

        for (var i = 0; i < 5; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StringContent("{}"),
            };
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.False(response.Headers.Contains("Connection"));
        }

        Assert.Equal(before, exporter.Log.Count);
    }

    /// <summary>The first status in the answers, and its stream.</summary>
    private static async Task<(string Name, int Stream, string Status)> StatusAsync(string name, RawConnection connection)
    {
        while (true)
        {
            var (type, stream, content) = await RawHttp2.ReadFrameAsync(connection);
            if (type == 1)
            {
                return (name, stream, RawHttp2.StatusOf(content));
            }
        }
    }
}
