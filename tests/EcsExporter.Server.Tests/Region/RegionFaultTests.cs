// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

public sealed class RegionFaultTests
{
    private static readonly RegionFault[] Errors =
        [RegionFault.AccessDenied, RegionFault.ExpiredToken, RegionFault.Throttled, RegionFault.ServerError, RegionFault.ClientError];

    [Theory]
    [InlineData("access denied", 400, "AccessDeniedException", "is not authorized to perform: ecs:ListClusters on resource: *")]
    [InlineData("expired token", 400, "ExpiredTokenException", "The security token included in the request is expired")]
    [InlineData("throttled", 400, "ThrottlingException", "Rate exceeded")]
    [InlineData("server error", 500, "ServerException", "Please try again later.")]
    [InlineData("client error", 400, "ClientException", "the client")]
    public async Task Call_WithAnErrorInjected_GetsItInJson(string fault, int status, string code, string message)
    {
        await using var region = await StartAsync();
        using RegionClient client = new(region);
        region.Faults.InjectAll(Errors.Single(error => error.Name == fault));

        var answer = await client.TryAsync("ListClusters");

        Assert.Equal((status, code, "application/x-amz-json-1.1"), (answer.Status, answer.ErrorCode, answer.ContentType));
        Assert.Contains(message, answer.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access denied", 403, "UnauthorizedOperation")]
    [InlineData("expired token", 400, "RequestExpired")]
    [InlineData("throttled", 503, "RequestLimitExceeded")]
    public async Task DescribeInstances_WithAnErrorInjected_GetsItInXml(string fault, int status, string code)
    {
        await using var region = await StartAsync();
        using RegionClient client = new(region);
        region.Faults.Inject("DescribeInstances", Errors.Single(error => error.Name == fault));

        var answer = await client.DescribeInstancesAsync();

        Assert.Equal((status, code, "text/xml"), (answer.Status, answer.ErrorCode, answer.ContentType));
    }

    [Fact]
    public async Task Fault_OfOneAction_SparesTheOthers()
    {
        await using var region = await StartAsync();
        using RegionClient client = new(region);
        region.Faults.Inject("ListClusters", RegionFault.AccessDenied);

        Assert.Equal("AccessDeniedException", (await client.TryAsync("ListClusters")).ErrorCode);
        Assert.Equal(200, (await client.TryAsync("DescribeClusters")).Status);

        region.Faults.Clear();
        Assert.Equal(200, (await client.TryAsync("ListClusters")).Status);
    }

    [Fact]
    public async Task Fault_ForTwoRequests_EndsAfterTwoOfEachAction()
    {
        await using var region = await StartAsync();
        using RegionClient client = new(region);
        region.Faults.InjectAll(RegionFault.Throttled.Times(2));

        List<int> statuses = [];
        foreach (var action in new[] { "ListClusters", "ListClusters", "DescribeClusters", "ListClusters" })
        {
            statuses.Add((await client.TryAsync(action)).Status);
        }

        Assert.Equal([400, 400, 400, 200], statuses);
    }

    [Fact]
    public async Task Hang_UntilTheClientGivesUp_GivesNoAnswer()
    {
        await using var region = await StartAsync();
        region.Faults.Inject("ListClusters", RegionFault.Hang);
        using RegionClient client = new(region);

        var call = client.TryAsync("ListClusters");
        await Harness.Poll.UntilAsync("the request has arrived", () => region.Requests.Count == 1);

        Assert.False(call.IsCompleted);
        Assert.Equal(0, region.Requests[0].Status);
        await region.DisposeAsync();
        _ = await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task Latency_UntilTheTimeHasPassed_HoldsTheAnswerBack()
    {
        FakeTime time = new();
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions { TimeProvider = time }, TestContext.Current.CancellationToken);
        region.Faults.InjectAll(RegionFault.Latency(TimeSpan.FromSeconds(7)));
        using RegionClient client = new(region, time);

        var call = client.TryAsync("ListClusters");
        await time.TimerSetAsync(TimeSpan.FromSeconds(7));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(200, (await call).Status);
    }

    [Fact]
    public async Task Truncated_Answer_EndsAmidTheBody()
    {
        await using var region = await StartAsync();
        using RegionClient client = new(region);
        region.Faults.InjectAll(RegionFault.Truncated);

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => client.TryAsync("ListClusters"));
    }

    [Fact]
    public async Task Html_Answer_HasNoCode()
    {
        await using var region = await StartAsync();
        using RegionClient client = new(region);
        region.Faults.InjectAll(RegionFault.Html);

        var answer = await client.TryAsync("ListClusters");

        Assert.Equal((503, "text/html"), (answer.Status, answer.ContentType));
    }

    [Theory]
    [InlineData(1, "ListClusters", 50, 20)]
    [InlineData(1, "DescribeTaskDefinition", 50, 20)]
    [InlineData(1, "ListServices", 100, 20)]
    [InlineData(1, "DescribeTasks", 100, 20)]
    [InlineData(1, "DescribeInstances", 100, 20)]
    [InlineData(0.1, "ListClusters", 5, 2)]
    [InlineData(0.1, "ListServices", 10, 2)]
    public async Task Throttle_OfAClassOfActions_AllowsABurstAndARate(double share, string action, int burst, int rate)
    {
        FakeTime time = new();
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions { TimeProvider = time }, TestContext.Current.CancellationToken);
        region.Faults.ThrottleShare = share;
        using RegionClient client = new(region, time);

        Assert.Equal(burst, await TakenAsync(burst + 5));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(rate, await TakenAsync(rate + 5));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(burst, await TakenAsync(burst + 5));

        async Task<int> TakenAsync(int attempts)
        {
            var taken = 0;
            for (var attempt = 0; attempt < attempts; attempt++)
            {
                var answer = action == "DescribeInstances" ? await client.DescribeInstancesAsync() : await client.TryAsync(action);
                taken += answer.Status != 200 && answer.ErrorCode is "ThrottlingException" or "RequestLimitExceeded" ? 0 : 1;
            }

            return taken;
        }
    }

    [Fact]
    public async Task Throttle_OfOneClass_SparesTheOthers()
    {
        FakeTime time = new();
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions { TimeProvider = time }, TestContext.Current.CancellationToken);
        region.Faults.ThrottleShare = 0.01;
        using RegionClient client = new(region, time);

        Assert.Equal(200, (await client.TryAsync("ListClusters")).Status);
        Assert.Equal("ThrottlingException", (await client.TryAsync("DescribeClusters")).ErrorCode);
        Assert.Equal(200, (await client.TryAsync("ListServices", new() { ["cluster"] = "demo" })).Status);
    }

    private static Task<SimulatedRegion> StartAsync() =>
        SimulatedRegion.StartAsync(new SimulatedRegionOptions { Scenario = RegionScenario.Healthy }, TestContext.Current.CancellationToken);
}
