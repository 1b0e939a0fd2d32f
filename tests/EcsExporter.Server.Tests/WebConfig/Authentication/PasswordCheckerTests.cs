// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.WebConfig.Authentication;

namespace EcsExporter.Server.Tests.WebConfig.Authentication;

public sealed class PasswordCheckerTests
{
    private static readonly Dictionary<string, BcryptHash> Users = new()
    {
        ["alice"] = BcryptHash.Parse(FileCases.Alice),
        ["slow"] = BcryptHash.Parse("$2y$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    };

    // The hashes that were computed. The fake computation accepts the password "right".
    private readonly ConcurrentQueue<BcryptHash> _computed = new();
    private readonly ManualResetEventSlim _mayCompute = new(initialState: true);

    [Fact]
    public async Task Check_SamePasswordAgain_IsComputedOnce()
    {
        var checker = Checker();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(PasswordResult.Right, await CheckAsync(checker, "alice", "right"));
            Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "alice", "wrong"));
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

        Assert.All(await Task.WhenAll(checks), check => Assert.Equal(PasswordResult.Right, check));
        Assert.Single(_computed);
    }

    [Fact]
    public async Task Check_ManyPasswordsOfOneAddress_ComputesOneAtATimeAndTurnsTheRestAway()
    {
        var checker = Checker();
        Assert.Equal(PasswordResult.Right, await CheckAsync(checker, "alice", "right"));
        _computed.Clear();
        _mayCompute.Reset();

        IEnumerable<Task<PasswordResult>> checks = await StartGuessesAsync(checker, Address(1), 1);
        checks = [.. checks, .. await StartGuessesAsync(checker, Address(1), 99, "other")];
        Assert.Single(_computed);

        // A user whose password was checked before does not wait behind the guesses.
        Assert.Equal(PasswordResult.Right, await CheckAsync(checker, "alice", "right"));

        _mayCompute.Set();
        var outcomes = await Task.WhenAll(checks);
        Assert.Equal(1 + PasswordQueue.MaxWaitingPerNetwork, outcomes.Count(outcome => outcome == PasswordResult.Wrong));
        Assert.Equal(99 - PasswordQueue.MaxWaitingPerNetwork, outcomes.Count(outcome => outcome == PasswordResult.Busy));
        Assert.Equal(1 + PasswordQueue.MaxWaitingPerNetwork, _computed.Count);

        // Afterwards the queue has free places again.
        Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "alice", "another guess"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task Check_FirstTimeWhileOthersGuess_IsComputedNext(int guessers)
    {
        var checker = Checker();
        for (var i = 1; i <= guessers; i++)
        {
            Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, Address(i), "alice", "first guess"));
            Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, Address(i), "nobody", $"guess of {i}"));
        }

        _mayCompute.Reset();
        var guesses = new List<Task<PasswordResult>>();
        for (var i = 1; i <= guessers; i++)
        {
            guesses.AddRange(await StartGuessesAsync(checker, Address(i), 20));
        }

        _computed.Clear();
        var scraper = CheckAsync(checker, Address(200), "slow", "right");

        // The guess that is being computed is interrupted, and gets its answer later.
        await Poll.UntilAsync("the scraper's is computed", () => !_computed.IsEmpty);
        Assert.Equal(12, _computed.First().Cost);
        _mayCompute.Set();
        Assert.Equal(PasswordResult.Right, await scraper);
        Assert.Contains(PasswordResult.Wrong, await Task.WhenAll(guesses));
    }

    [Fact]
    public async Task Check_FirstTimeWhileAnotherOfTheKindIsComputed_WaitsForIt()
    {
        var checker = Checker();
        _mayCompute.Reset();
        var first = await StartGuessesAsync(checker, Address(1), 1);

        var second = CheckAsync(checker, Address(2), "slow", "right");
        _mayCompute.Set();

        Assert.Equal(PasswordResult.Right, await second);
        Assert.Equal(PasswordResult.Wrong, await first.Single());
        Assert.Equal(2, _computed.Count);
    }

    [Fact]
    public async Task Check_ClientGoesAwayBeforeItsTurn_IsNotComputed()
    {
        var checker = Checker();
        _mayCompute.Reset();
        var running = await StartGuessesAsync(checker, Address(1), 1);
        using var gone = new CancellationTokenSource();
        var check = checker.CheckAsync(Users, Credentials("alice", "right"), Address(2), gone.Token);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        _mayCompute.Set();

        _ = await Task.WhenAll(running);
        Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "alice", "wrong"));
        Assert.Equal(2, _computed.Count);
    }

    [Fact]
    public async Task Check_SamePasswordOfTwoAddresses_IsComputedOnce()
    {
        var checker = Checker();
        _mayCompute.Reset();
        var running = await StartGuessesAsync(checker, Address(1), 1);

        var checks = new[] { CheckAsync(checker, Address(2), "alice", "right"), CheckAsync(checker, Address(3), "alice", "right") };
        _mayCompute.Set();

        Assert.All(await Task.WhenAll(checks), check => Assert.Equal(PasswordResult.Right, check));
        _ = await Task.WhenAll(running);
        Assert.Equal(2, _computed.Count);
    }

    [Fact]
    public async Task Check_ComputingFails_IsTheErrorOfThatRequestAlone()
    {
        var fails = true;
        var checker = new PasswordChecker((_, _, _) => fails ? throw new InvalidOperationException("a mistake") : true);

        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => CheckAsync(checker, "alice", "right"));
        fails = false;
        Assert.Equal(PasswordResult.Right, await CheckAsync(checker, "alice", "right"));
    }

    [Fact]
    public async Task Check_ManyWrongPasswords_DoNotPushOutTheRightOne()
    {
        var checker = Checker();
        Assert.Equal(PasswordResult.Right, await CheckAsync(checker, "alice", "right"));
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "alice", $"guess {i}"));
        }

        _computed.Clear();
        Assert.Equal(PasswordResult.Right, await CheckAsync(checker, "alice", "right"));
        Assert.Empty(_computed);
    }

    [Fact]
    public async Task Check_UnknownUser_CostsOneHashAsSlowAsTheSlowest()
    {
        var checker = Checker();

        Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "slow", "wrong"));
        Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "nobody", "wrong"));

        Assert.Equal([12, 12], _computed.Select(hash => hash.Cost));
        Assert.DoesNotContain(_computed.Last(), Users.Values);
    }

    [Fact]
    public async Task Check_UnknownUser_IsWrongEvenIfTheDecoyMatches()
    {
        var checker = Checker();

        Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "nobody", "right"));
        Assert.Equal(PasswordResult.Wrong, await CheckAsync(checker, "nobody", "right"));
        Assert.Single(_computed);
    }

    [Fact]
    public async Task Check_ClientGoesAway_TheCheckGoesOnForTheNext()
    {
        var checker = Checker();
        _mayCompute.Reset();
        using var gone = new CancellationTokenSource();

        var check = checker.CheckAsync(Users, Credentials("alice", "right"), Address(1), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        var next = CheckAsync(checker, "alice", "right");
        _mayCompute.Set();

        Assert.Equal(PasswordResult.Right, await next);
        Assert.Single(_computed);
    }

    [Fact]
    public void Key_PartsCutElsewhere_IsAnother()
    {
        var passwords = new PasswordCache(10);
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
        Assert.NotEqual(keys[0], new PasswordCache(10).Key("alice", "hash", "password"u8));
    }

    [Fact]
    public void Add_BeyondCapacity_ForgetsTheOldestOfItsKind()
    {
        var passwords = new PasswordCache(2);
        passwords.Add("a", isRight: true);
        passwords.Add("b", isRight: false);
        passwords.Add("c", isRight: false);
        passwords.Add("c", isRight: false);
        passwords.Add("d", isRight: false);

        Assert.Equal([true, null, false, false], new[] { "a", "b", "c", "d" }.Select(passwords.Find));
    }

    private static Task<PasswordResult> CheckAsync(PasswordChecker checker, string user, string password) =>
        CheckAsync(checker, Address(1), user, password);

    private static Task<PasswordResult> CheckAsync(PasswordChecker checker, ClientNetwork client, string user, string password) =>
        checker.CheckAsync(Users, Credentials(user, password), client, TestContext.Current.CancellationToken);

    private static ClientNetwork Address(int last) => ClientNetwork.Of(new IPAddress([192, 0, 2, (byte)last]));

    /// <summary>Starts checks of different wrong passwords; when this returns, one of them is being computed, if the limits allow it.</summary>
    private async Task<IReadOnlyList<Task<PasswordResult>>> StartGuessesAsync(PasswordChecker checker, ClientNetwork client, int count, string kind = "guess")
    {
        var checks = Enumerable.Range(0, count).Select(i => CheckAsync(checker, client, "alice", $"{kind} {i} of {client}")).ToArray();
        await Poll.UntilAsync("one is computed", () => !_computed.IsEmpty);
        return checks;
    }

    private static BasicCredentials Credentials(string user, string password) => new(user, Encoding.UTF8.GetBytes(password));

    private PasswordChecker Checker() => new((hash, password, shouldStop) =>
    {
        _computed.Enqueue(hash);
        Assert.True(SpinWait.SpinUntil(() => _mayCompute.IsSet || shouldStop(), Poll.Timeout));
        return shouldStop() ? null : password.Span.SequenceEqual("right"u8);
    });
}
