// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public sealed class PasswordFloodTests
{
    private const int Connections = 64;

    // A hash of cost 10, as from htpasswd -nBC 10: each guess takes 50 ms on an idle processor.
    private const string Hash = "$2y$10$eUPlUR2nXCL8U0VGmteQkumBxb5idtDU18RhYYnO9TJ5JCt8xhy8q";

    private static readonly TimeSpan ScrapeTimeout = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("one address", false)]
    [InlineData("one address", true)]
    [InlineData("five addresses", false)]
    [InlineData("many users", false)]
    public async Task Scrape_FirstTimeWhileOthersGuess_IsServed(string kind, bool reconnects)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has all addresses of 127.0.0.0/8");
        using var folder = new ConfigFolder($"basic_auth_users:\n  alice: {Hash}\n  bob: {Hash}\n  carol: {Hash}\n");
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var wrong = 0;
        var flood = Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(
            () => GuessAsync(
                exporter.BaseAddress.Port,
                kind == "five addresses" ? $"127.0.0.{10 + (i % 5)}" : "127.0.0.1",
                kind == "many users" ? "user {0}" : "alice",
                reconnects,
                status => _ = status == 401 ? Interlocked.Increment(ref wrong) : 0,
                stop.Token),
            CancellationToken.None)));
        await Poll.UntilAsync("guesses are answered", () => Volatile.Read(ref wrong) >= 10);

        var times = new List<TimeSpan>();
        foreach (var (address, user) in new[] { ("127.0.0.2", "alice"), ("127.0.0.3", "bob"), ("127.0.0.3", "bob"), ("127.0.0.4", "carol") })
        {
            var begin = Stopwatch.GetTimestamp();
            Assert.Equal(200, await AskOnceAsync(exporter.BaseAddress.Port, address, $"{user}:alice123"));
            times.Add(Stopwatch.GetElapsedTime(begin));
        }

        await stop.CancelAsync();
        await flood;
        Assert.All(times, time => Assert.True(time < ScrapeTimeout, $"{time}"));
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    /// <summary>Tries one password after the other until the test stops it.</summary>
    private static async Task GuessAsync(int port, string address, string user, bool reconnects, Action<int> answered, CancellationToken stop)
    {
        try
        {
            var connection = await ConnectAsync(port, address, stop);
            try
            {
                for (var i = 0; ; i++)
                {
                    var credentials =
                        string.Create(CultureInfo.InvariantCulture, $"{user.Replace("{0}", $"{i}", StringComparison.Ordinal)}:guess {i} {Guid.NewGuid()}");
                    answered(await AskAsync(connection, credentials, stop));
                    if (reconnects)
                    {
                        connection.Dispose();
                        connection = await ConnectAsync(port, address, stop);
                    }
                }
            }
            finally
            {
                connection.Dispose();
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // The exporter may close the connections of a client that guesses passwords.
        }
    }

    private static async Task<int> AskOnceAsync(int port, string address, string credentials)
    {
        using var connection = await ConnectAsync(port, address, TestContext.Current.CancellationToken);
        return await AskAsync(connection, credentials, TestContext.Current.CancellationToken);
    }

    private static async Task<Socket> ConnectAsync(int port, string address, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return socket;
    }

    /// <summary>Sends a request and reads the whole answer; returns its status.</summary>
    private static async Task<int> AskAsync(Socket connection, string credentials, CancellationToken cancellation)
    {
        var authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        await connection.SendAsync(
            Encoding.ASCII.GetBytes($"HEAD /metrics HTTP/1.1\r\nHost: exporter\r\nAuthorization: Basic {authorization}\r\n\r\n"), cancellation);
        var answer = new byte[4096];
        var length = 0;
        while (!answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await connection.ReceiveAsync(answer.AsMemory(length), cancellation);
            length += read > 0 ? read : throw new IOException("the connection was closed");
        }

        return int.Parse(Encoding.ASCII.GetString(answer, 9, 3), CultureInfo.InvariantCulture);
    }
}
