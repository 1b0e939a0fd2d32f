// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.Aws.Credentials;

public sealed class CredentialsProviderTests
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(6);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // Whole seconds, as in the answers.
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 6, 46, TimeSpan.Zero);

    private static readonly string First = ScriptedEndpoint.Ok("ASIAFIRST", Start + Life);
    private static readonly string Second = ScriptedEndpoint.Ok("ASIASECOND", Start + Life + Life);
    private static readonly string Failing = ScriptedEndpoint.Status(404);

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Get_FixedKey_IsGivenWithoutARequest()
    {
        var endpoint = new ScriptedEndpoint(First);
        using var provider = new CredentialsProvider(
            CredentialsSource.Find(name => name is "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" ? "key" : null), "test", endpoint.Connector, _time);
        var key = await GetAsync(provider);
        Assert.Equal("key", key.AccessKeyId);
        Assert.Null(await provider.RenewAsync(key, TestContext.Current.CancellationToken));
        Assert.Null(provider.Expiration);
        Assert.Null(provider.Failure);
        Assert.Empty(endpoint.Connections);
    }

    [Fact]
    public async Task Get_AgainAndAgain_FetchesOnce()
    {
        var endpoint = new ScriptedEndpoint(First, Second);
        using var provider = Provider(endpoint);
        Assert.Null(provider.Expiration);
        Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal(Start + Life, provider.Expiration);
        _time.Advance(Life - CredentialsProvider.RenewalLead - CredentialsProvider.RenewalJitter - Tick - Tick);
        Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
        Assert.Single(endpoint.Connections);
    }

    [Fact]
    public async Task Get_ManyAtOnce_ShareOneFetch()
    {
        var endpoint = new ScriptedEndpoint(First, Second);
        using var provider = Provider(endpoint);
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => GetAsync(provider))));
        Assert.All(all, credentials => Assert.Same(all[0], credentials));
        Assert.Single(endpoint.Connections);
    }

    [Fact]
    public async Task Get_ShortlyBeforeExpiry_RenewsWithoutAWait()
    {
        var endpoint = new ScriptedEndpoint(First, null);
        using var provider = Provider(endpoint);
        _ = await GetAsync(provider);
        _time.Advance(Life - CredentialsProvider.RenewalLead);

        // The endpoint hangs, which has no effect while the old credentials are valid.
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
        }

        await Poll.UntilAsync("the renewal hangs", () => endpoint.Connections.Count == 2);
        await _time.TimerSetAsync(CredentialsClient.Timeout);
        _time.Advance(CredentialsClient.Timeout);
        await Poll.UntilAsync("the renewal ends", () => provider.Failure is not null);
        Assert.EndsWith("no complete answer within 5 s", provider.Failure, StringComparison.Ordinal);
        Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal(2, endpoint.Connections.Count);
    }

    [Fact]
    public async Task Get_AfterARenewal_GivesTheNewOnes()
    {
        using var provider = Provider(new ScriptedEndpoint(First, Second));
        _ = await GetAsync(provider);
        _time.Advance(Life - CredentialsProvider.RenewalLead);
        Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
        await Poll.UntilAsync("they are renewed", () => provider.Expiration == Start + Life + Life);
        Assert.Equal("ASIASECOND", (await GetAsync(provider)).AccessKeyId);
    }

    [Fact]
    public async Task Get_RenewalFails_IsTriedAgainInTenSecondsUntilTheyExpire()
    {
        var endpoint = new ScriptedEndpoint(First, Failing);
        using var provider = Provider(endpoint);
        _ = await GetAsync(provider);
        _time.Advance(Life - CredentialsProvider.RenewalLead);
        for (var fetches = 2; fetches <= 30; fetches++)
        {
            // The fetch before this one may still be running, and then the first call starts none.
            _ = await Poll.ForAsync("a renewal fails", async () =>
            {
                Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
                return endpoint.Connections.Count == fetches ? endpoint : null;
            });
            _time.Advance(CredentialsProvider.MinPause - Tick);
            Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
            Assert.Equal(fetches, endpoint.Connections.Count);
            _time.Advance(Tick);
        }

        _time.Advance(CredentialsProvider.MinPause);
        Assert.Contains("404", (await Assert.ThrowsAsync<CredentialsException>(() => GetAsync(provider))).Message, StringComparison.Ordinal);
        Assert.Contains("404", provider.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_FetchFails_SaysTheSameForTenSecondsWithoutARequest()
    {
        var endpoint = new ScriptedEndpoint(Failing, First);
        using var provider = Provider(endpoint);
        var failure = await Assert.ThrowsAsync<CredentialsException>(() => GetAsync(provider));
        _time.Advance(CredentialsProvider.MinPause - Tick);
        Assert.Equal(failure.Message, (await Assert.ThrowsAsync<CredentialsException>(() => GetAsync(provider))).Message);
        Assert.Equal(failure.Message, provider.Failure);
        Assert.Single(endpoint.Connections);

        _time.Advance(Tick);
        Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
        Assert.Null(provider.Failure);
    }

    [Fact]
    public async Task Get_Expired_WaitsForNewOnes()
    {
        using var provider = Provider(new ScriptedEndpoint(First, Second));
        _ = await GetAsync(provider);
        _time.Advance(Life);
        Assert.Equal("ASIASECOND", (await GetAsync(provider)).AccessKeyId);
    }

    [Fact]
    public async Task Get_Cancelled_LeavesTheFetchToOthers()
    {
        var endpoint = new ScriptedEndpoint(First, Second);
        using var provider = Provider(endpoint);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provider.GetAsync(new CancellationToken(canceled: true)).AsTask());
        Assert.Equal("ASIAFIRST", (await GetAsync(provider)).AccessKeyId);
        Assert.Single(endpoint.Connections);
    }

    /// <summary>The clock is six hours ahead, so the endpoint's credentials seem to have expired; the message explains it.</summary>
    [Fact]
    public async Task Get_ClockAheadByMoreThanALife_NamesTheClock()
    {
        _time.Advance(Life);
        using var provider = Provider(new ScriptedEndpoint(First));
        Assert.EndsWith("check the clock", (await Assert.ThrowsAsync<CredentialsException>(() => GetAsync(provider))).Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The clock is behind: the receiver returns 403 for credentials that seem to be valid, and the provider fetches the current ones.
    /// </summary>
    [Fact]
    public async Task Renew_Refused_GivesOthers()
    {
        var endpoint = new ScriptedEndpoint(First, Second);
        using var provider = Provider(endpoint);
        var refused = await GetAsync(provider);
        _time.Advance(CredentialsProvider.MinPause);
        Assert.Equal("ASIASECOND", (await RenewAsync(provider, refused))!.AccessKeyId);
        Assert.Equal("ASIASECOND", (await GetAsync(provider)).AccessKeyId);

        // A request that was refused with the first credentials meanwhile gets the second ones without a fetch.
        Assert.Equal("ASIASECOND", (await RenewAsync(provider, refused))!.AccessKeyId);
        Assert.Equal(2, endpoint.Connections.Count);
    }

    [Fact]
    public async Task Renew_ReceiverRefusesEverything_FetchesOnceInTenSeconds()
    {
        var endpoint = new ScriptedEndpoint(First);
        using var provider = Provider(endpoint);
        var refused = await GetAsync(provider);
        for (var second = 0; second < 100; second++)
        {
            // The endpoint has no other credentials.
            Assert.Null(await RenewAsync(provider, refused));
            Assert.Equal(1 + (second / 10), endpoint.Connections.Count);
            _time.Advance(Tick);
        }
    }

    [Fact]
    public async Task Renew_ManyAtOnce_ShareOneFetch()
    {
        var endpoint = new ScriptedEndpoint(First, Second, Failing);
        using var provider = Provider(endpoint);
        var refused = await GetAsync(provider);
        _time.Advance(CredentialsProvider.MinPause);
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => RenewAsync(provider, refused))));
        Assert.All(all, credentials => Assert.Equal("ASIASECOND", credentials!.AccessKeyId));
        Assert.Equal(2, endpoint.Connections.Count);
    }

    [Fact]
    public async Task Renew_FetchFails_KeepsTheOldOnes()
    {
        using var provider = Provider(new ScriptedEndpoint(First, Failing));
        var refused = await GetAsync(provider);
        _time.Advance(CredentialsProvider.MinPause);
        Assert.Null(await RenewAsync(provider, refused));
        Assert.Contains("404", provider.Failure, StringComparison.Ordinal);
        Assert.Same(refused, await GetAsync(provider));
    }

    [Fact]
    public void RenewalTime_ManyTasks_IsSpreadOverAMinute()
    {
        var expiration = Start + Life;
        DateTimeOffset[] times = [.. Enumerable.Range(0, 1000).Select(_ => CredentialsProvider.RenewalTime(expiration))];
        Assert.All(times, time => Assert.InRange(expiration - time, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6)));
        Assert.InRange(times.Max() - times.Min(), TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    private CredentialsProvider Provider(ScriptedEndpoint endpoint) => new(
        CredentialsSource.Find(name => name == CredentialsEndpoint.RelativeVariable ? "/hidden" : null), "test", endpoint.Connector, _time);

    private static Task<AwsCredentials> GetAsync(CredentialsProvider provider) =>
        provider.GetAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);

    private static Task<AwsCredentials?> RenewAsync(CredentialsProvider provider, AwsCredentials refused) =>
        provider.RenewAsync(refused, TestContext.Current.CancellationToken).WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
}
