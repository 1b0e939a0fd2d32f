// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws.Credentials;
using EcsExporter.Server.Push.Delivery;

namespace EcsExporter.Server.Tests.Push.Delivery;

public sealed class SigV4AuthorizerTests
{
    private static readonly Uri Address = new("https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write");

    private static readonly Dictionary<string, string?> Key = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ["AWS_SESSION_TOKEN"] = "session",
    };

    private readonly FakeTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AuthorizeAsync_FixedKey_SignsForServiceAndRegion()
    {
        using var authorizer = Create(Key, static () => "eu-west-1");

        using var request = await AuthorizeAsync(authorizer);

        var authorization = Header(request, "Authorization");
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/aps/aws4_request", authorization, StringComparison.Ordinal);
        Assert.Equal("session", Header(request, "x-amz-security-token"));
        Assert.Null(authorizer.Expiration);
    }

    [Fact]
    public async Task AuthorizeAsync_RegionIsLearntLater_SignsThen()
    {
        string? region = null;
        using var authorizer = Create(Key, () => region);

        var error = await Assert.ThrowsAsync<AuthorizationException>(() => AuthorizeAsync(authorizer));
        Assert.Equal("the AWS region is not known: set --push.aws-region or AWS_REGION", error.Message);
        region = "eu-central-1";
        using var request = await AuthorizeAsync(authorizer);

        Assert.Contains("/eu-central-1/aps/", Header(request, "Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthorizeAsync_NoCredentials_SaysWhereTheyComeFrom()
    {
        using var authorizer = Create([], static () => "eu-west-1");

        var error = await Assert.ThrowsAsync<AuthorizationException>(() => AuthorizeAsync(authorizer));

        Assert.StartsWith("there are no AWS credentials: ", error.Message, StringComparison.Ordinal);
        Assert.False(await authorizer.RenewAsync(null, Token));
    }

    [Fact]
    public async Task AuthorizeAsync_CredentialsEndpointIsAway_SaysSo()
    {
        var variables = new Dictionary<string, string?> { ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/role" };
        using var authorizer = new SigV4Authorizer(
            "aps", static () => "eu-west-1", () => CredentialsSource.Find(name => variables.GetValueOrDefault(name)), "test", TimeProvider.System);

        var error = await Assert.ThrowsAsync<AuthorizationException>(() => AuthorizeAsync(authorizer));

        Assert.Contains("127.0.0.1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(59, false)]
    [InlineData(-59, false)]
    [InlineData(61, true)]
    [InlineData(-3600, true)]
    public async Task RenewAsync_ReceiversClock_IsTakenWhereItIsFarOff(int seconds, bool isWorthARetry)
    {
        using var authorizer = Create(Key, static () => "eu-west-1");
        using var before = await AuthorizeAsync(authorizer);

        Assert.Equal(isWorthARetry, await authorizer.RenewAsync(_time.GetUtcNow().AddSeconds(seconds), Token));
        using var after = await AuthorizeAsync(authorizer);

        Assert.Equal(
            _time.GetUtcNow().AddSeconds(isWorthARetry ? seconds : 0).ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            Header(after, "x-amz-date"));
        Assert.False(await authorizer.RenewAsync(isWorthARetry ? _time.GetUtcNow().AddSeconds(seconds) : null, Token));
    }

    private SigV4Authorizer Create(Dictionary<string, string?> variables, Func<string?> region) =>
        new("aps", region, () => CredentialsSource.Find(name => variables.GetValueOrDefault(name)), "test", _time);

    private static async Task<HttpRequestMessage> AuthorizeAsync(SigV4Authorizer authorizer)
    {
        var body = "body"u8.ToArray();
        var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ByteArrayContent(body) };
        await authorizer.AuthorizeAsync(request, body, Token);
        return request;
    }

    private static string Header(HttpRequestMessage request, string name) => string.Join(',', request.Headers.GetValues(name));
}
