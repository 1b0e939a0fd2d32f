// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class MisbehavingClientTests
{
    private const string ResidentMemory = "process_resident_memory_bytes";

    // Code that runs for the first time stays resident. It consists of pages of the executable, which the kernel can reclaim.
    private const int CodeBytes = 2 * 1024 * 1024;
    private const int WarmUpScrapes = 200;
    private const int ScrapesMeanwhile = 50;
    private const string Request = "GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n";

    private static readonly string OneMebibyte = new('x', 1024 * 1024);

    /// <summary>The number of clients, and the action of each on its connection until the exporter closes it or the scrapes have ended.</summary>
    private static readonly Dictionary<string, (int Clients, Func<NetworkStream, CancellationToken, Task> Act)> Misbehaviours = new()
    {
        ["a byte a second"] = (20, SendSlowlyAsync),
        ["more connections than there is room for"] = (1500, static (_, done) => Task.Delay(Timeout.Infinite, done)),
        ["idle connections"] = (1000, static (_, done) => Task.Delay(Timeout.Infinite, done)),
        ["a header of 1 MiB"] = (20, static (connection, done) => SendAsync(connection, $"GET / HTTP/1.1\r\nHost: exporter\r\nX: {OneMebibyte}\r\n\r\n", done)),
        ["a path of 1 MiB"] = (20, static (connection, done) => SendAsync(connection, $"GET /{OneMebibyte} HTTP/1.1\r\nHost: exporter\r\n\r\n", done)),
        ["a body of 1 MiB"] = (20, static (connection, done) =>
            SendAsync(connection, $"POST /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: {OneMebibyte.Length}\r\n\r\n{OneMebibyte}", done)),
        ["pipelined garbage"] = (20, static (connection, done) => SendAsync(connection, $"{Request}{Request}\u0016\u0003\u0001{OneMebibyte}", done)),
        ["answers that are not read"] =
            (60, static (connection, done) => SendAsync(connection, string.Concat(Enumerable.Repeat(Request, 500)), done, reads: false)),
        ["half a request"] = (100, static (connection, _) => connection.WriteAsync("GET /metr"u8.ToArray(), CancellationToken.None).AsTask()),
    };

    public static TheoryData<string> Names => [.. Misbehaviours.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Clients_Misbehave_ScrapesAreAnsweredMeanwhileAndMemoryComesBack(string misbehaviour)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        for (var i = 0; i < WarmUpScrapes; i++)
        {
            _ = await exporter.ScrapeAsync();
        }

        var before = (await exporter.ScrapeAsync())[ResidentMemory];

        using var done = new CancellationTokenSource();
        var (clients, act) = Misbehaviours[misbehaviour];
        var connections = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => ConnectAsync(exporter.BaseAddress)));
        var misbehaving = Task.WhenAll(connections.Select(connection => ActAsync(connection, act, done.Token)));
        for (var i = 0; i < ScrapesMeanwhile; i++)
        {
            Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        }

        await done.CancelAsync();
        await misbehaving;
        await Poll.ForAsync("the memory comes back", async () =>
            (await exporter.ScrapeAsync())[ResidentMemory] <= (ExporterExecutable.MemoryTolerance * before) + CodeBytes
                ? exporter
                : null);
        Assert.DoesNotContain(exporter.Log, line => line.Level is "ERROR" or "WARN");
    }

    [Fact]
    public async Task Request_AByteASecond_IsCutOff()
    {
        await using var exporter = await ExporterProcess.StartAsync();
        using var client = await ConnectAsync(exporter.BaseAddress);

        await SendSlowlyAsync(client.GetStream(), TestContext.Current.CancellationToken);

        using var answer = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 408 ", await answer.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_MoreThanThereIsRoomFor_ClosesTheIdlest()
    {
        await using var exporter = await ExporterProcess.StartAsync();
        using var idle = await ConnectAsync(exporter.BaseAddress);
        using var used = await ConnectAsync(exporter.BaseAddress);
        List<TcpClient> others = [];
        try
        {
            for (var i = 0; i < 1500; i++)
            {
                others.Add(await ConnectAsync(exporter.BaseAddress));
                if (i % 500 == 0)
                {
                    await used.GetStream().WriteAsync(
                        Encoding.ASCII.GetBytes("HEAD /-/healthy HTTP/1.1\r\nHost: exporter\r\n\r\n"), TestContext.Current.CancellationToken);
                    Assert.NotEqual(0, await used.GetStream().ReadAsync(new byte[1024], TestContext.Current.CancellationToken));
                }
            }

            await Assert.ThrowsAnyAsync<IOException>(async () => await idle.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken));
            using var fresh = new HttpClient { BaseAddress = exporter.BaseAddress };
            Assert.StartsWith(
                "# HELP", await fresh.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            others.ForEach(static client => client.Dispose());
        }
    }

    /// <summary>
    /// The limit of file descriptors in containers is often 1,024. Connections of clients must leave enough descriptors for requests to the endpoint.
    /// </summary>
    [Fact]
    public async Task Connect_MoreThanThereAreDescriptorsFor_ScrapesAreAnswered()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await ExporterProcess.StartAsync(new ExporterStart(endpoint.Flag(), "--ecs.cache-ttl=0")
        {
            Launcher = ["/bin/sh", "-c", "ulimit -n 512; exec \"$@\"", "sh"],
        });
        List<TcpClient> others = [];
        try
        {
            for (var i = 0; i < 700; i++)
            {
                others.Add(await ConnectAsync(exporter.BaseAddress));
                if (i % 50 == 0)
                {
                    Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
                }
            }
        }
        finally
        {
            others.ForEach(static client => client.Dispose());
        }
    }

    private static async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task ActAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> act, CancellationToken done)
    {
        using (client)
        {
            try
            {
                await act(client.GetStream(), done);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // The exporter has closed the connection, or the test is over.
            }
        }
    }

    private static async Task SendAsync(NetworkStream connection, string text, CancellationToken done, bool reads = true)
    {
        await connection.WriteAsync(Encoding.Latin1.GetBytes(text), done);
        await (reads ? connection.CopyToAsync(Stream.Null, done) : Task.Delay(Timeout.Infinite, done));
    }

    /// <summary>Sends slowly; returns when the exporter has closed the connection.</summary>
    private static async Task SendSlowlyAsync(NetworkStream connection, CancellationToken done)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        foreach (var letter in Encoding.ASCII.GetBytes(Request))
        {
            await connection.WriteAsync(new[] { letter }, done);
            await second.WaitForNextTickAsync(done);
            if (connection.Socket.Available > 0)
            {
                return;
            }
        }
    }
}
