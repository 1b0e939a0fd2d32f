// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.WebConfig;

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class PasswordCheckerTests
{
    private static readonly Dictionary<string, BcryptHash> Users = new()
    {
        ["alice"] = BcryptHash.Parse(FileCases.Alice),
        ["slow"] = BcryptHash.Parse("$2y$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    };

    // The hashes that were computed; what "computes" them knows the password "right".
    private readonly ConcurrentQueue<BcryptHash> _computed = new();
    private readonly ManualResetEventSlim _mayCompute = new(initialState: true);

    [Fact]
    public async Task Check_SamePasswordAgain_IsComputedOnce()
    {
        var checker = Checker();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(PasswordCheck.Right, await CheckAsync(checker, "alice", "right"));
            Assert.Equal(PasswordCheck.Wrong, await CheckAsync(checker, "alice", "wrong"));
        }

        Assert.Equal(2, _computed.Count);
    }

    [Fact]
    public async Task Check_SamePasswordManyTimesAtOnce_IsComputedOnce()
    {
        var checker = Checker();
        _mayCompute.Reset();

        var checks = Enumerable.Range(0, 200).Select(_ => CheckAsync(checker, "alice", "right")).ToArray();
        _mayCompute.Set();

        Assert.All(await Task.WhenAll(checks), check => Assert.Equal(PasswordCheck.Right, check));
        Assert.Single(_computed);
    }

    [Fact]
    public async Task Check_ManyPasswordsAtOnce_ComputesOneAtATimeAndTurnsTheRestAway()
    {
        var checker = Checker();
        Assert.Equal(PasswordCheck.Right, await CheckAsync(checker, "alice", "right"));
        _computed.Clear();
        _mayCompute.Reset();

        var checks = Enumerable.Range(0, 100).Select(i => CheckAsync(checker, "alice", $"guess {i}")).ToArray();
        await Patience.UntilAsync("one is computed", () => !_computed.IsEmpty);
        Assert.Single(_computed);

        // Who was checked before does not wait behind the guesses.
        Assert.Equal(PasswordCheck.Right, await CheckAsync(checker, "alice", "right"));

        _mayCompute.Set();
        var outcomes = await Task.WhenAll(checks);
        Assert.Equal(PasswordChecker.MaxWaiting, outcomes.Count(outcome => outcome == PasswordCheck.Wrong));
        Assert.Equal(100 - PasswordChecker.MaxWaiting, outcomes.Count(outcome => outcome == PasswordCheck.Busy));
        Assert.Equal(PasswordChecker.MaxWaiting, _computed.Count);

        // And afterwards there is room again.
        Assert.Equal(PasswordCheck.Wrong, await CheckAsync(checker, "alice", "another guess"));
    }

    [Fact]
    public async Task Check_ManyWrongPasswords_DoNotPushOutTheRightOne()
    {
        var checker = Checker();
        Assert.Equal(PasswordCheck.Right, await CheckAsync(checker, "alice", "right"));
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(PasswordCheck.Wrong, await CheckAsync(checker, "alice", $"guess {i}"));
        }

        _computed.Clear();
        Assert.Equal(PasswordCheck.Right, await CheckAsync(checker, "alice", "right"));
        Assert.Empty(_computed);
    }

    [Fact]
    public async Task Check_UnknownUser_CostsOneHashAsSlowAsTheSlowest()
    {
        var checker = Checker();

        Assert.Equal(PasswordCheck.Wrong, await CheckAsync(checker, "slow", "wrong"));
        Assert.Equal(PasswordCheck.Wrong, await CheckAsync(checker, "nobody", "wrong"));

        Assert.Equal([12, 12], _computed.Select(hash => hash.Cost));
        Assert.DoesNotContain(_computed.Last(), Users.Values);
    }

    [Fact]
    public async Task Check_UnknownUser_IsWrongEvenIfTheDecoyMatches()
    {
        var checker = Checker();

        Assert.Equal(PasswordCheck.Wrong, await CheckAsync(checker, "nobody", "right"));
        Assert.Equal(PasswordCheck.Wrong, await CheckAsync(checker, "nobody", "right"));
        Assert.Single(_computed);
    }

    [Fact]
    public async Task Check_ClientGoesAway_TheCheckGoesOnForTheNext()
    {
        var checker = Checker();
        _mayCompute.Reset();
        using var gone = new CancellationTokenSource();

        var check = checker.CheckAsync(Users, Credentials("alice", "right"), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        var next = CheckAsync(checker, "alice", "right");
        _mayCompute.Set();

        Assert.Equal(PasswordCheck.Right, await next);
        Assert.Single(_computed);
    }

    [Fact]
    public void Key_PartsCutElsewhere_IsAnother()
    {
        var passwords = new CheckedPasswords(10);
        string[] keys =
        [
            passwords.Key("alice", "hash", "password"u8),
            passwords.Key("alicehash", "", "password"u8),
            passwords.Key("alice", "hashpassword", ""u8),
            passwords.Key("", "alicehashpassword", ""u8),
            passwords.Key("ali", "cehash", "password"u8),
            passwords.Key("alice", "", "hashpassword"u8),
            passwords.Key("alice\0", "hash", "password"u8),
        ];

        Assert.Distinct(keys);
        Assert.Equal(keys[0], passwords.Key("alice", "hash", "password"u8));
        Assert.NotEqual(keys[0], new CheckedPasswords(10).Key("alice", "hash", "password"u8));
    }

    [Fact]
    public void Add_BeyondCapacity_ForgetsTheOldestOfItsKind()
    {
        var passwords = new CheckedPasswords(2);
        passwords.Add("a", isRight: true);
        passwords.Add("b", isRight: false);
        passwords.Add("c", isRight: false);
        passwords.Add("c", isRight: false);
        passwords.Add("d", isRight: false);

        Assert.Equal([true, null, false, false], new[] { "a", "b", "c", "d" }.Select(passwords.Find));
    }

    private static Task<PasswordCheck> CheckAsync(PasswordChecker checker, string user, string password) =>
        checker.CheckAsync(Users, Credentials(user, password), TestContext.Current.CancellationToken);

    private static BasicCredentials Credentials(string user, string password) => new(user, Encoding.UTF8.GetBytes(password));

    private PasswordChecker Checker() => new((hash, password) =>
    {
        _computed.Enqueue(hash);
        Assert.True(_mayCompute.Wait(Patience.Limit));
        return password.Span.SequenceEqual("right"u8);
    });
}
