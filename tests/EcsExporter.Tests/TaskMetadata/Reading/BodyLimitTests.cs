// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

/// <summary>Tests how many bytes the client reads and which hosts it contacts.</summary>
public sealed class BodyLimitTests
{
    private const int Limit = 8 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly EndpointFailure TooLarge = new(FailureReason.TooLarge, "the answer is larger than 8 MiB");

    private readonly Anomalies _anomalies = new(new CapturingLogger());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_ContentLengthBeyondTheLimit_IsRefusedUnread()
    {
        await using RawServer server = new(async exchange =>
        {
            await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Limit + 1}\r\n\r\n");
            await exchange.ClientGoneAsync();
        });
        Assert.Equal(TooLarge, (await ReadAsync(server)).Failure);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(Limit, true, true)]
    [InlineData(Limit, false, true)]
    [InlineData(Limit + 1, false, false)]
    public async Task Read_BodyOfThisSize_IsReadUpToTheLimit(int size, bool withLength, bool good)
    {
        var body = """{"Family": "f"}""".PadRight(size);
        await using RawServer server = new(async exchange =>
        {
            if (withLength)
            {
                await exchange.AnswerAsync(body);
                return;
            }

            await exchange.SendAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{size:x}\r\n{body}\r\n0\r\n\r\n");
        });
        var reading = await ReadAsync(server);
        Assert.Equal(good ? null : TooLarge, reading.Failure);
        Assert.Equal(good ? "f" : null, ((TaskMetadataDocument?)reading.Content)?.Family);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_BodyWithoutEnd_IsLeftAtTheLimit()
    {
        var chunk = new byte[64 * 1024];
        await using RawServer server = new(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            while (true)
            {
                await exchange.SendAsync(chunk);
            }
        });
        Assert.Equal(TooLarge, (await ReadAsync(server)).Failure);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_HeadersWithoutEnd_AreLeftAtALimit()
    {
        await using RawServer server = new(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await exchange.SendAsync($"X-Header: {new string('x', 1000)}\r\n");
            }
        });
        Assert.Equal(new EndpointFailure(FailureReason.TooLarge, "the answer's headers are too large"), (await ReadAsync(server)).Failure);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_ProxyConfigured_IsNotUsed()
    {
        await using var server = RawServer.Of("fargate");
        var before = HttpClient.DefaultProxy;
        RecordingProxy proxy = new(server.Uri.Authority);
        HttpClient.DefaultProxy = proxy;
        try
        {
            Assert.Equal("checkout", ((TaskMetadataDocument?)(await ReadAsync(server)).Content)?.Family);
            Assert.False(proxy.Asked);

            // A client with default settings uses the proxy, which shows that the proxy works.
            using HttpClient other = new();
            _ = await other.GetStringAsync(new Uri($"{server.Uri}/task"), Stop);
            Assert.True(proxy.Asked);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    private async Task<DocumentReading> ReadAsync(RawServer server)
    {
        using TaskMetadataClient client = new(new TaskMetadataClientOptions(server.Uri, "test", Timeout), _anomalies, TimeProvider.System);
        return await client.ReadAsync(EndpointDocument.Task);
    }

    /// <summary>Records requests for a proxy for one authority, and gives no proxy.</summary>
    private sealed class RecordingProxy(string authority) : IWebProxy
    {
        public bool Asked { get; private set; }

        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => null;

        public bool IsBypassed(Uri host)
        {
            Asked |= host.Authority == authority;
            return true;
        }
    }
}
