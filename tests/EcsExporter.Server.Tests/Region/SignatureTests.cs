// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Server.Tests.Region;

public sealed class SignatureTests
{
    private const string Other = "AKIASIMULATEDOTHER00";

    public static TheoryData<string, string, int> Rows => new()
    {
        { "none", "MissingAuthenticationTokenException", 400 },
        { "other algorithm", "IncompleteSignatureException", 400 },
        { "no signature", "IncompleteSignatureException", 400 },
        { "no signed headers", "IncompleteSignatureException", 400 },
        { "short scope", "IncompleteSignatureException", 400 },
        { "unknown key", "UnrecognizedClientException", 400 },
        { "unknown token", "UnrecognizedClientException", 400 },
        { "token of nobody", "UnrecognizedClientException", 400 },
        { "wrong secret", "InvalidSignatureException", 400 },
        { "wrong signature", "InvalidSignatureException", 400 },
        { "wrong region", "InvalidSignatureException", 400 },
        { "wrong service", "InvalidSignatureException", 400 },
        { "5 min 1 s late", "InvalidSignatureException", 400 },
        { "5 min 1 s early", "InvalidSignatureException", 400 },
        { "date of another day", "InvalidSignatureException", 400 },
        { "unsigned host", "InvalidSignatureException", 400 },
        { "unsigned target", "InvalidSignatureException", 400 },
        { "unsigned token", "InvalidSignatureException", 400 },
        { "expired", "ExpiredTokenException", 400 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Request_SignedWrongly_GetsTheErrorOfAws(string how, string code, int status)
    {
        FakeTime time = new();
        await using var region = await StartAsync(time);
        using RegionClient client = new(region, time);

        var answer = await client.TryAsync("ListClusters", signature: Signature(how));

        Assert.Equal((status, code), (answer.Status, answer.ErrorCode));
        Assert.NotEqual("", answer.Json.GetProperty("message").GetString());
        var request = Assert.Single(region.Requests);
        Assert.Equal(("ListClusters", status, code), (request.Action, request.Status, request.ErrorCode));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    [InlineData(300)]
    public async Task Request_WithinFiveMinutes_IsAnswered(int skewSeconds)
    {
        FakeTime time = new();
        await using var region = await StartAsync(time);
        using RegionClient client = new(region, time);

        Assert.Equal(200, (await client.TryAsync("ListClusters", signature: new() { Skew = TimeSpan.FromSeconds(skewSeconds) })).Status);
    }

    [Fact]
    public async Task Request_OfAUserWithoutToken_IsAnswered()
    {
        FakeTime time = new();
        await using var region = await StartAsync(time);
        using RegionClient client = new(region, time);

        Assert.Equal(200, (await client.TryAsync("ListClusters", signature: new() { Credentials = RegionCredentials.User })).Status);
    }

    [Theory]
    [InlineData("POST", "other")]
    [InlineData("POST", "?Action=ListClusters")]
    [InlineData("GET", "")]
    public async Task Request_ToAnotherAddress_IsNoOperation(string method, string target)
    {
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions(), TestContext.Current.CancellationToken);
        using HttpClient http = new();
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(region.Address, target));

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("UnknownOperationException", Assert.Single(region.Requests).ErrorCode);
    }

    [Theory]
    [InlineData("ecs", "SignatureDoesNotMatch", 403)]
    [InlineData("ec2", null, 200)]
    public async Task DescribeInstances_SignedForAService_MustBeEc2(string service, string? code, int status)
    {
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions(), TestContext.Current.CancellationToken);
        using RegionClient client = new(region);

        var answer = await client.DescribeInstancesAsync(new RegionSignature { Service = service });

        Assert.Equal((status, code), (answer.Status, status == 200 ? null : answer.ErrorCode));
    }

    [RequiresFact(nameof(Requirements.AwsCli))]
    public async Task Cli_WithAWrongSecret_SaysWhatAwsSays()
    {
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions(), TestContext.Current.CancellationToken);

        var (exitCode, _, errors) = await region.TryAwsAsync(RegionCredentials.User with { SecretAccessKey = "wrong" }, ["ecs", "list-clusters"]);

        Assert.Equal(254, exitCode);
        Assert.Contains("(InvalidSignatureException) when calling the ListClusters operation", errors, StringComparison.Ordinal);
        Assert.Contains("The request signature we calculated does not match", errors, StringComparison.Ordinal);
    }

    private static Task<SimulatedRegion> StartAsync(FakeTime time) => SimulatedRegion.StartAsync(
        new SimulatedRegionOptions
        {
            TimeProvider = time,
            Credentials = [RegionCredentials.Role, RegionCredentials.User, new(Other, "secret", "old", FakeTime.Start)],
        },
        TestContext.Current.CancellationToken);

    private static RegionSignature Signature(string how) => how switch
    {
        "none" => new() { Spoil = static _ => null },
        "other algorithm" => new() { Spoil = static header => header.Replace("SHA256", "SHA1", StringComparison.Ordinal) },
        "no signature" => new() { Spoil = static header => header[..header.LastIndexOf(',')] },
        "no signed headers" => new() { Spoil = static header => header.Replace("SignedHeaders", "Headers", StringComparison.Ordinal) },
        "short scope" => new() { Spoil = static header => header.Replace("/aws4_request", "", StringComparison.Ordinal) },
        "unknown key" => new() { Credentials = RegionCredentials.User with { AccessKeyId = "AKIAUNKNOWN" } },
        "unknown token" => new() { Credentials = RegionCredentials.Role with { SessionToken = "another" } },
        "token of nobody" => new() { Credentials = RegionCredentials.User with { SessionToken = "another" } },
        "wrong secret" => new() { Credentials = RegionCredentials.Role with { SecretAccessKey = "another" } },
        "wrong signature" => new() { Spoil = static header => header[..^1] + (header[^1] == '0' ? '1' : '0') },
        "wrong region" => new() { RegionName = "eu-west-1" },
        "wrong service" => new() { Service = "ec2" },
        "5 min 1 s late" => new() { Skew = TimeSpan.FromSeconds(-301) },
        "5 min 1 s early" => new() { Skew = TimeSpan.FromSeconds(301) },
        "date of another day" => new() { Spoil = static header => header.Replace("/20261122/", "/20261121/", StringComparison.Ordinal) },
        "unsigned host" => new() { Unsigned = ["host"] },
        "unsigned target" => new() { Unsigned = ["x-amz-target"] },
        "unsigned token" => new() { Unsigned = ["x-amz-security-token"] },
        "expired" => new() { Credentials = new(Other, "secret", "old") },
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "no such signature"),
    };
}
