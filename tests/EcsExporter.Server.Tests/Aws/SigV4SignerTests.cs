// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EcsExporter.Server.Aws;

namespace EcsExporter.Server.Tests.Aws;

/// <summary>Tests that the signature matches the request as sent: it is computed again from the bytes that arrive.</summary>
public sealed class SigV4SignerTests
{
    private static readonly AwsCredentials Credentials = new("ASIAEXAMPLE", "secret", "token/+==", FakeTime.Start.AddHours(6));
    private static readonly byte[] Body = [0, 1, 2, 0xff];

    private readonly SigV4Signer _signer = new("eu-west-1", "aps", new FakeTime());

    [Theory]
    [InlineData("http://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write")]
    [InlineData("http://example.org")]
    [InlineData("http://example.org/?")]
    [InlineData("http://example.org:8080/a b/ሴ/%E1%88%B4/%2f%zz/+~")]
    [InlineData("http://example.org/a/../b//c/./%2e%2e/d/")]
    [InlineData("http://example.org/p?b=2&a=a b&a=ሴ&&c&=d&e=%zz&f=+&g=%2B&?h=i?")]
    [InlineData("http://example.org/p?q=*'()!$,;:@/#fragment")]
    [InlineData("http://[::1]:9090/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://bücher.example/")]
    public async Task Sign_Address_IsSignedAsItArrives(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Body) };
        _signer.Sign(request, Credentials, TimeSpan.Zero);
        RequireSignature(await SendAsync(request), Credentials, "host;x-amz-content-sha256;x-amz-date;x-amz-security-token", Body);
    }

    [Fact]
    public async Task Sign_Headers_AreSignedAsTheyArrive()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://example.org/") { Content = new ReadOnlyMemoryContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Content.Headers.ContentEncoding.Add("snappy");
        request.Headers.Host = "proxy.example.org:1234";
        request.Headers.Add("X-Scope-OrgID", "tenant");
        request.Headers.Add("X-Amzn-Trace-Id", "Root=1");
        Assert.True(request.Headers.TryAddWithoutValidation("X-Amz-Target", "  a   \"b  c\" "));
        request.Headers.Add("x-amz-meta", ["one", "two  three"]);
        _signer.Sign(request, Credentials, TimeSpan.Zero);
        RequireSignature(
            await SendAsync(request), Credentials, "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta;x-amz-security-token;x-amz-target", Body);
    }

    [Fact]
    public async Task Sign_NoContentAndNoToken_LeavesThemOut()
    {
        var credentials = new AwsCredentials("AKIDEXAMPLE", "secret", sessionToken: null, expiration: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://example.org/");
        _signer.Sign(request, credentials, TimeSpan.Zero);
        RequireSignature(await SendAsync(request), credentials, "host;x-amz-content-sha256;x-amz-date", []);
    }

    /// <summary>After a 403, a request is signed again with another key at another time; nothing of the first signature may remain.</summary>
    [Fact]
    public async Task Sign_Again_ReplacesTheSignature()
    {
        var other = new AwsCredentials("AKIDOTHER", "other", sessionToken: null, expiration: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://example.org/") { Content = new ByteArrayContent(Body) };
        _signer.Sign(request, Credentials, TimeSpan.Zero);
        _signer.Sign(request, other, TimeSpan.FromHours(-2));
        var received = await SendAsync(request);
        RequireSignature(received, other, "host;x-amz-content-sha256;x-amz-date", Body);
        Assert.Contains("x-amz-date: 20261122T060646Z\r\n", received, StringComparison.Ordinal);
        Assert.DoesNotContain("token", received, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(0, "20261122T080646Z")]
    [InlineData(3600, "20261122T090646Z")]
    [InlineData(-86400, "20261121T080646Z")]
    public void Sign_ClockOffset_IsInDateAndScope(int offsetSeconds, string date)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://example.org/");
        _signer.Sign(request, Credentials, TimeSpan.FromSeconds(offsetSeconds));
        Assert.Equal(date, request.Headers.GetValues("x-amz-date").Single());
        Assert.Contains($"/{date[..8]}/eu-west-1/aps/aws4_request", request.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Credentials_ShowsNoSecret() => Assert.Equal(typeof(AwsCredentials).FullName, Credentials.ToString());

    private static async Task<string> SendAsync(HttpRequestMessage request)
    {
        await using var stream = new ScriptedStream("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), isOpen: true);
        using var handler = new SocketsHttpHandler();
        handler.UseProxy = false;
        handler.ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(stream);
        using var http = new HttpMessageInvoker(handler);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return stream.Received;
    }

    private static void RequireSignature(string received, AwsCredentials credentials, string signedHeaders, byte[] body)
    {
        var parts = received.Split("\r\n\r\n", 2);
        var (lines, rest) = (parts[0].Split("\r\n"), parts[1]);
        var target = lines[0].Split(' ')[1].Split('?', 2);
        List<(string Name, string Value)> headers = [.. lines[1..].Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1]))];
        string Value(string name) => headers.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

        var names = signedHeaders.Split(';');
        var instant = DateTimeOffset.ParseExact(Value("x-amz-date"), "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal);
        var request = new SignableRequest(
            lines[0].Split(' ')[0],
            target[0],
            target.ElementAtOrDefault(1) ?? "",
            [.. headers.Where(header => names.Contains(header.Name.ToLowerInvariant()))],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(rest))));
        Assert.Equal(body, Encoding.Latin1.GetBytes(rest));
        Assert.Equal(request.PayloadHash, Value("x-amz-content-sha256"));
        Assert.Contains($"SignedHeaders={signedHeaders}, ", Value("Authorization"), StringComparison.Ordinal);
        Assert.Equal(SigV4Signature.Authorization(request, credentials, "eu-west-1", "aps", instant), Value("Authorization"));
    }
}
