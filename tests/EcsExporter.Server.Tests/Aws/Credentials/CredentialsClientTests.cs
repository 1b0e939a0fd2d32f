// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;

namespace EcsExporter.Server.Tests.Aws.Credentials;

[Collection(nameof(RunsAlone))]
public sealed class CredentialsClientTests
{
    private const string Relative = "/v2/credentials/hidden?id=hidden";
    private const string From = "cannot get credentials from 169.254.170.2 (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI): ";

    private static readonly string Ok = ScriptedEndpoint.Ok("ASIAEXAMPLE", FakeTime.Start.AddHours(6));
    private static readonly string OkInChunks = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{Body(Ok).Length:x}\r\n{Body(Ok)}\r\n0\r\n\r\n";
    private static readonly string OkToTheEnd = $"HTTP/1.1 200 OK\r\n\r\n{Body(Ok)}";

    private readonly FakeTime _time = new();

    public static TheoryData<string> Answers => [Ok, OkInChunks, OkToTheEnd, $"HTTP/1.1 100 Continue\r\n\r\n{Ok}", Padded(CredentialsClient.MaxBodyBytes)];

    /// <summary>The message, and the answer that causes it, for failures that are not retried.</summary>
    public static TheoryData<string, string> FinalFailures => new()
    {
        { "unexpected status 400", ScriptedEndpoint.Status(400) },
        { "unexpected status 403", ScriptedEndpoint.Status(403) },
        { "unexpected status 404", ScriptedEndpoint.Status(404) },
        { "unexpected status 429", ScriptedEndpoint.Status(429, "Retry-After: 1\r\n") },
        { "unexpected status 204", "HTTP/1.1 204 No Content\r\n\r\n" },
        { "the answer is a redirect (301), which is not followed", ScriptedEndpoint.Status(301, "Location: http://127.0.0.1/hidden\r\n") },
        { "the answer is a redirect (302), which is not followed", ScriptedEndpoint.Status(302, "Location: /hidden\r\n") },
        { "the answer is a redirect (307), which is not followed", ScriptedEndpoint.Status(307, "Location: https://example.org/hidden\r\n") },
        { "the answer is larger than 64 kB", Padded(CredentialsClient.MaxBodyBytes + 1) },
        { "the answer is larger than 64 kB", $"HTTP/1.1 200 OK\r\n\r\n{new string(' ', 10_000_000)}" },
        { "the answer's headers are too large", $"HTTP/1.1 200 OK\r\nX-Header: {new string('x', 100_000)}\r\n\r\n" },
        { "the answer is not valid HTTP", "hidden\r\n\r\n" },
        { "the answer is not valid HTTP", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhidden\r\n" },
        { "the answer is not valid JSON", ScriptedEndpoint.Ok("<html>hidden</html>") },
        { "the answer has no valid AccessKeyId", ScriptedEndpoint.Ok("{\"message\": \"hidden\"}") },
        {
            "the credentials expired at 2026-11-22 08:06:46Z, but the clock of this machine says 2026-11-22 08:06:46Z: check the clock",
            ScriptedEndpoint.Ok("ASIAEXAMPLE", FakeTime.Start)
        },
        {
            "the credentials expired at 2026-11-22 07:06:46Z, but the clock of this machine says 2026-11-22 08:06:46Z: check the clock",
            ScriptedEndpoint.Ok("ASIAEXAMPLE", FakeTime.Start.AddHours(-1))
        },
    };

    /// <summary>The message, and the answer that causes it, for failures that are retried.</summary>
    public static TheoryData<string, string> TransientFailures => new()
    {
        { "unexpected status 500", ScriptedEndpoint.Status(500) },
        { "unexpected status 503", ScriptedEndpoint.Status(503) },
        { "Connection refused", ScriptedEndpoint.Refused },
        { "the connection closed before the answer was complete", "" },
        { "the connection closed before the answer was complete", "HTTP/1.1 200 OK\r\nContent-Len" },
        { "the connection closed before the answer was complete", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"AccessKeyId\": \"hidden" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Fetch_Answer_GivesTheCredentials(string answer)
    {
        var credentials = await FetchAsync(new ScriptedEndpoint(answer), CredentialsEndpoint.OfEcs(Relative));
        Assert.Equal(
            ("ASIAEXAMPLE", "hidden-secret", "hidden-token", FakeTime.Start.AddHours(6).AddMilliseconds(-FakeTime.Start.Millisecond)),
            (credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken, credentials.Expiration));
    }

    [Fact]
    public async Task Fetch_RelativeAddress_AsksTheAgentWithoutAToken()
    {
        var endpoint = new ScriptedEndpoint(Ok);
        _ = await FetchAsync(endpoint, CredentialsEndpoint.OfEcs(Relative));
        Assert.Equal([new IPEndPoint(IPAddress.Parse("169.254.170.2"), 80)], endpoint.Connections);
        var request = Assert.Single(endpoint.Requests);
        Assert.StartsWith("GET /v2/credentials/hidden?id=hidden HTTP/1.1\r\nHost: 169.254.170.2\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nUser-Agent: test/1.0\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(FinalFailures))]
    public async Task Fetch_FinalFailure_SaysWhatIsWrongAfterOneRequest(string reason, string answer)
    {
        var endpoint = new ScriptedEndpoint(answer);
        var error = await Assert.ThrowsAsync<CredentialsException>(() => FetchAsync(endpoint, CredentialsEndpoint.OfEcs(Relative)));
        Assert.Equal(From + reason, error.Message);
        Assert.Single(endpoint.Connections);
    }

    [Theory]
    [MemberData(nameof(TransientFailures))]
    public async Task Fetch_TransientFailure_IsTriedOnceMore(string reason, string answer)
    {
        var failing = new ScriptedEndpoint(answer);
        var fetching = FetchAsync(failing, CredentialsEndpoint.OfEcs(Relative));
        await RetryAsync();
        Assert.Equal(From + reason, (await Assert.ThrowsAsync<CredentialsException>(() => fetching)).Message);
        Assert.Equal(2, failing.Connections.Count);

        var recovering = new ScriptedEndpoint(answer, Ok);
        fetching = FetchAsync(recovering, CredentialsEndpoint.OfEcs(Relative));
        await RetryAsync();
        Assert.Equal("ASIAEXAMPLE", (await fetching).AccessKeyId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task Fetch_NoCompleteAnswer_EndsAtTheDeadline(string? beginning)
    {
        var endpoint = new ScriptedEndpoint(beginning) { StaysOpen = true };
        var fetching = FetchAsync(endpoint, CredentialsEndpoint.OfEcs(Relative));
        await _time.TimerSetAsync(CredentialsClient.Timeout);
        _time.Advance(CredentialsClient.Timeout);
        Assert.Equal($"{From}no complete answer within 5 s", (await Assert.ThrowsAsync<CredentialsException>(() => fetching)).Message);
    }

    [Theory]
    [InlineData("http://localhost:1338/hidden", "127.0.0.1:1338")]
    [InlineData("http://169.254.170.23/v1/credentials", "169.254.170.23:80")]
    [InlineData("http://[fd00:ec2::23]/v1/credentials", "[fd00:ec2::23]:80")]
    [InlineData("http://[::ffff:127.0.0.1]/x", "[::ffff:127.0.0.1]:80")]
    [InlineData("http://2130706433/x", "127.0.0.1:80")]
    [InlineData("http://0x7f.1/x", "127.0.0.1:80")]
    [InlineData("http://0251.0376.0252.2/x", "169.254.170.2:80")]
    public async Task Fetch_FullAddressOnThisMachine_ConnectsToTheCheckedAddressWithTheToken(string address, string connection)
    {
        var endpoint = new ScriptedEndpoint(Ok) { Names = { ["localhost"] = ["127.0.0.1"] } };
        _ = await FetchAsync(endpoint, CredentialsEndpoint.Of(address, new AuthorizationToken(null, "Bearer hidden-token")));
        Assert.Equal(connection, Assert.Single(endpoint.Connections).ToString());
        Assert.Equal(1, endpoint.Resolutions);
        Assert.Contains("\r\nAuthorization: Bearer hidden-token\r\n", endpoint.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example/hidden")]
    [InlineData("http://mixed.example/hidden")]
    [InlineData("http://localhost.evil.example/hidden")]
    [InlineData("http://169.254.169.254/hidden")]
    [InlineData("http://169.254.170.3/hidden")]
    [InlineData("http://10.0.0.1/hidden")]
    [InlineData("http://[::ffff:10.0.0.1]/hidden")]
    [InlineData("http://[64:ff9b::7f00:1]/hidden")]
    [InlineData("http://[::]/hidden")]
    [InlineData("http://0.0.0.0/hidden")]
    [InlineData("http://0/hidden")]
    [InlineData("http://3232235777/hidden")]
    [InlineData("http://0xc0a80101/hidden")]
    [InlineData("http://0300.0250.1.1/hidden")]
    public async Task Fetch_FullAddressElsewhere_NeverConnectsOverPlainHttp(string address)
    {
        var endpoint = new ScriptedEndpoint(Ok)
        {
            Names =
            {
                ["evil.example"] = ["203.0.113.1"],
                ["mixed.example"] = ["127.0.0.1", "203.0.113.1"],
                ["localhost.evil.example"] = ["203.0.113.1"],
            },
        };
        var error = await Assert.ThrowsAsync<CredentialsException>(
            () => FetchAsync(endpoint, CredentialsEndpoint.Of(address, new AuthorizationToken(null, "hidden"))));
        Assert.Contains("plain http is allowed only if every address of the host is a loopback address", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Connections);
    }

    [Fact]
    public async Task Fetch_TokenThatIsNoHeader_NeverConnects()
    {
        var endpoint = new ScriptedEndpoint(Ok);
        var error = await Assert.ThrowsAsync<CredentialsException>(
            () => FetchAsync(endpoint, CredentialsEndpoint.Of("http://127.0.0.1/x", new AuthorizationToken(null, "hidden\r\nX-Injected: 1"))));
        Assert.Contains("AWS_CONTAINER_AUTHORIZATION_TOKEN has a line break", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Connections);
    }

    [Fact]
    public async Task Fetch_UnknownName_IsTheSystemsError()
    {
        var fetching = FetchAsync(new ScriptedEndpoint(Ok), CredentialsEndpoint.Of("https://nowhere.example/hidden", token: null));
        await RetryAsync();
        var error = await Assert.ThrowsAsync<CredentialsException>(() => fetching);
        var reason = new SocketException((int)SocketError.HostNotFound).Message;
        Assert.Equal($"cannot get credentials from nowhere.example (AWS_CONTAINER_CREDENTIALS_FULL_URI): {reason}", error.Message);
    }

    [Fact]
    public async Task Fetch_CertificateThatIsNotTrusted_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeTlsAsync(listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask());
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var client = new CredentialsClient(
            CredentialsEndpoint.Of($"https://localhost:{port}/hidden", token: null), "test/1.0", CredentialsConnector.System, _time);
        var error = await Assert.ThrowsAsync<CredentialsException>(client.FetchAsync);
        Assert.EndsWith(": the TLS handshake failed: the certificate is not trusted or is for another host", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await serving);
    }

    [Fact]
    public async Task Fetch_ProxyConfigured_IsNotUsed()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy($"http://{proxy.LocalEndpoint}") { BypassProxyOnLocal = false };
        try
        {
            var endpoint = new ScriptedEndpoint(Ok);
            Assert.Equal("ASIAEXAMPLE", (await FetchAsync(endpoint, CredentialsEndpoint.OfEcs(Relative))).AccessKeyId);
            Assert.Equal("169.254.170.2:80", Assert.Single(endpoint.Connections).ToString());
            Assert.False(proxy.Pending());

            // A client with default settings uses the proxy, which shows that the proxy works.
            using var other = new HttpClient();
            var sending = other.GetStringAsync(new Uri($"http://169.254.170.2{Relative}"), TestContext.Current.CancellationToken);
            using var asked = await proxy.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await asked.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.Equal("proxy", await sending);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    private static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private static string Padded(int length) => ScriptedEndpoint.Ok(Body(Ok).PadRight(length));

    private static async Task<string> ServeTlsAsync(Task<TcpClient> accepting)
    {
        using var accepted = await accepting;
        await using var tls = new SslStream(accepted.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(TestCertificates.Server);
            using var reader = new StreamReader(tls);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            return "";
        }
    }

    private async Task<AwsCredentials> FetchAsync(ScriptedEndpoint endpoint, CredentialsEndpoint address)
    {
        using var client = new CredentialsClient(address, "test/1.0", endpoint.Connector, _time);
        return await client.FetchAsync().WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
    }

    private async Task RetryAsync()
    {
        await _time.TimerSetAsync(TimeSpan.FromMilliseconds(100));
        _time.Advance(TimeSpan.FromMilliseconds(100));
    }
}
