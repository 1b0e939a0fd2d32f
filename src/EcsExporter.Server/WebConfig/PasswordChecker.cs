// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Checks names and passwords. A hash is made to be slow, so guessing must cost the guesser more than the exporter: one
/// hash is computed at a time, on a thread of its own; a bounded number of others wait for it; and what is being checked or was
/// checked before is not computed again.
/// </summary>
/// <param name="verify">Whether a password hashes to something.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to release.")]
internal sealed class PasswordChecker(Func<BcryptHash, ReadOnlyMemory<byte>, bool> verify)
{
    /// <summary>Different ones. At 50 ms for each, the last of them still gets its answer before a scrape times out.</summary>
    public const int MaxWaiting = 32;

    private const int KeptChecks = 100;

    private readonly CheckedPasswords _checked = new(KeptChecks);
    private readonly Dictionary<string, Task<bool>> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneHash = new(1);

    /// <summary>
    /// Whether the password is the user's. A user who does not exist costs the same hash as one who does, so that the time
    /// does not tell which users there are.
    /// </summary>
    public async Task<PasswordCheck> CheckAsync(
        IReadOnlyDictionary<string, BcryptHash> users, BasicCredentials credentials, CancellationToken cancellation)
    {
        var isUser = users.TryGetValue(credentials.User, out var hash);

        // Nobody's hash is empty text: this key cannot be that of a user who is added later.
        var key = _checked.Key(credentials.User, isUser ? hash!.Text : "", credentials.Password.Span);
        Task<bool>? check;
        lock (_running)
        {
            // In this order under one lock: a check ends up among the known ones before it leaves the running ones.
            if (_checked.Find(key) is { } known)
            {
                return Outcome(known);
            }

            if (!_running.TryGetValue(key, out check))
            {
                if (_running.Count >= MaxWaiting)
                {
                    return PasswordCheck.Busy;
                }

                check = Task.Run(() => RunAsync(key, isUser, hash ?? Decoy(users), credentials.Password), CancellationToken.None);
                _running.Add(key, check);
            }
        }

        return Outcome(await check.WaitAsync(cancellation));
    }

    private async Task<bool> RunAsync(string key, bool isUser, BcryptHash hash, ReadOnlyMemory<byte> password)
    {
        await _oneHash.WaitAsync();
        try
        {
            var isRight = await RunOnOwnThread(() => verify(hash, password)) && isUser;
            _checked.Add(key, isRight);
            return isRight;
        }
        finally
        {
            _ = _oneHash.Release();
            lock (_running)
            {
                _ = _running.Remove(key);
            }
        }
    }

    private static PasswordCheck Outcome(bool isRight) => isRight ? PasswordCheck.Right : PasswordCheck.Wrong;

    /// <summary>A hash that is nobody's, as slow as the slowest of the users'.</summary>
    private static BcryptHash Decoy(IReadOnlyDictionary<string, BcryptHash> users) =>
        BcryptHash.Parse($"$2y${users.Values.Max(static hash => hash.Cost):00}$......................{new string('.', 31)}");

    /// <summary>Not on the pool's: with a fraction of a processor it may have a single thread, which all other requests need.</summary>
    private static Task<T> RunOnOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
