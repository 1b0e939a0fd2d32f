// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using EcsExporter.Server.WebConfig.Authentication;

namespace EcsExporter.Server.Tests.WebConfig.Authentication;

public sealed class PasswordQueueTests
{
    private readonly PasswordQueue _queue = new();

    public static TheoryData<string?, string?, bool> Addresses => new()
    {
        { "192.0.2.1", "192.0.2.1", true },
        { "192.0.2.1", "192.0.2.2", false },
        { "192.0.2.1", "::ffff:192.0.2.1", true },
        { "::ffff:192.0.2.1", "::ffff:192.0.2.2", false },
        { "2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true },
        { "2001:db8:0:1::1", "2001:db8:0:2::1", false },
        { "fe80::1%2", "fe80::2%3", true },
        { "::1", "0.0.0.0", false },
        { "0.0.0.0", null, false },
        { "::", null, false },
        { null, null, true },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Of_TwoAddresses_AreOneNetworkOrTwo(string? one, string? other, bool same) =>
        Assert.Equal(same, ClientNetwork.Of(Parse(one)) == ClientNetwork.Of(Parse(other)));

    [Fact]
    public void TakeNext_NobodyWasWrong_GoesByArrival()
    {
        Assert.All(new[] { (3, "a"), (1, "b"), (4, "c"), (2, "d") }, check => Assert.True(Add(check.Item1, check.Item2)));

        Assert.Equal(["a", "b", "c", "d"], TakeAll());
    }

    [Fact]
    public void TakeNext_NetworksThatWereNotWrongYet_TheOneWithFewestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.True(Add(1, $"1 {i}"));
            Assert.True(Add(2, $"2 {i}"));
        }

        Assert.True(Add(3, "scraper"));

        Assert.Equal("scraper", TakeAll()[0]);
    }

    [Fact]
    public void IsUrgent_AnotherIsComputed_IsIfTheOtherGuessesOrHasMoreWaiting()
    {
        Assert.True(Add(1, "running"));
        var running = _queue.TakeNext()!;
        Assert.True(Add(2, "new"));
        var check = _queue.Find("new", Client(2))!;

        Assert.False(_queue.IsUrgent(check, running));
        Assert.True(Add(1, "waiting"));
        Assert.False(_queue.IsUrgent(check, running));
        Assert.True(Add(1, "waiting too"));
        Assert.True(_queue.IsUrgent(check, running));
        Assert.False(_queue.IsUrgent(running, check));
        _queue.AddWrong(Client(2));
        Assert.False(_queue.IsUrgent(check, running));
        _queue.AddWrong(Client(1));
        Assert.False(_queue.IsUrgent(check, running));
    }

    [Fact]
    public void PutBack_CheckThatWasPutOff_IsFirstOfItsNetwork()
    {
        Assert.True(Add(1, "a"));
        Assert.True(Add(1, "b"));
        var putOff = _queue.TakeNext()!;
        var left = _queue.TakeNext()!;
        Assert.True(Add(1, "c"));

        putOff.Requests = 1;
        _queue.PutBack(putOff);
        _queue.PutBack(left);

        Assert.Equal(["a", "c"], TakeAll());
    }

    [Fact]
    public void TakeNext_GuessersAndOthers_OthersFirstAndGuessersInTurn()
    {
        _queue.AddWrong(Client(1));
        _queue.AddWrong(Client(2));
        _queue.AddWrong(Client(3));
        _queue.AddWrong(Client(1));
        foreach (var (client, key) in new[] { (1, "a"), (2, "b"), (3, "c"), (9, "new"), (1, "d"), (8, "also new") })
        {
            Assert.True(Add(client, key));
        }

        Assert.Equal(["new", "also new", "b", "c", "a", "d"], TakeAll());
    }

    [Fact]
    public void TakeNext_GuessersWithoutEnd_AreServedInTurn()
    {
        var served = new List<int>();
        for (var i = 0; i < 300; i++)
        {
            for (var client = 1; client <= 3; client++)
            {
                // The first client makes ten times as many attempts as the others.
                for (var attempt = 0; attempt < (client == 1 ? 10 : 1); attempt++)
                {
                    _ = Add(client, string.Create(CultureInfo.InvariantCulture, $"{client} {i} {attempt}"));
                }
            }

            var check = _queue.TakeNext()!;
            served.Add((int)check.Client.Prefix & 0xff);
            _queue.AddWrong(check.Client);
        }

        Assert.All(served.GroupBy(client => client), group => Assert.Equal(100, group.Count()));
    }

    [Fact]
    public void TryAdd_MoreThanANetworksShare_IsRefused()
    {
        for (var i = 0; i < PasswordQueue.MaxWaitingPerNetwork; i++)
        {
            Assert.True(Add(1, $"{i}"));
        }

        Assert.False(Add(1, "one more"));
        Assert.True(Add(2, "of another"));
        Assert.Equal("of another", _queue.TakeNext()!.Key);
        Assert.Equal("0", _queue.TakeNext()!.Key);
        Assert.True(Add(1, "one more"));
    }

    [Fact]
    public void TryAdd_FullOfGuessers_OneOfThemMakesRoom()
    {
        Fill(networks: 4, areGuessers: true);

        Assert.True(Add(99, "new", out var removed));

        // The latest attempt of the client whose password was wrong last is removed.
        Assert.Equal("4 7", removed);
        Assert.Equal("new", TakeAll()[0]);
    }

    [Fact]
    public void TryAdd_FullOfOthersThatWereNeverWrong_TheOneWithMostMakesRoom()
    {
        Fill(networks: 4, areGuessers: false);

        Assert.True(Add(99, "new", out var removed));

        Assert.Equal("4 7", removed);
        Assert.Equal(PasswordQueue.MaxWaiting, TakeAll().Count);
    }

    [Fact]
    public void TryAdd_FullOfOthersWithOneEach_IsRefused()
    {
        for (var client = 1; client <= PasswordQueue.MaxWaiting; client++)
        {
            Assert.True(Add(client, $"{client}"));
        }

        Assert.False(Add(99, "new"));
    }

    [Fact]
    public void TryAdd_GuesserWhileFull_IsRefused()
    {
        Fill(networks: 4, areGuessers: false);
        _queue.AddWrong(Client(99));

        Assert.False(Add(99, "guess"));
    }

    [Fact]
    public void AddWrong_MoreNetworksThanAreRemembered_ForgetsTheLongestAgo()
    {
        for (var client = 0; client <= PasswordQueue.MaxGuessers; client++)
        {
            _queue.AddWrong(Client(client));
        }

        Assert.True(Add(1, "remembered"));
        Assert.True(Add(0, "forgotten"));

        Assert.Equal(["forgotten", "remembered"], TakeAll());
    }

    private static IPAddress? Parse(string? address) => address is null ? null : IPAddress.Parse(address);

    private static ClientNetwork Client(int number) => ClientNetwork.Of(new IPAddress([10, 0, (byte)(number >> 8), (byte)number]));

    private void Fill(int networks, bool areGuessers)
    {
        for (var client = 1; client <= networks; client++)
        {
            if (areGuessers)
            {
                _queue.AddWrong(Client(client));
            }

            for (var i = 0; i < PasswordQueue.MaxWaiting / networks; i++)
            {
                Assert.True(Add(client, string.Create(CultureInfo.InvariantCulture, $"{client} {i}")));
            }
        }
    }

    private bool Add(int client, string key) => Add(client, key, out _);

    private bool Add(int client, string key, out string? removed)
    {
        var isAdded = _queue.TryAdd(new WaitingCheck(key, Client(client), static _ => true), out var check);
        removed = check?.Key;
        return isAdded;
    }

    private List<string> TakeAll()
    {
        var keys = new List<string>();
        while (_queue.TakeNext() is { } check)
        {
            keys.Add(check.Key);
        }

        return keys;
    }
}
