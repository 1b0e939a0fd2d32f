// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Checks names and passwords. A hash is made to be slow, so guessing must cost the guesser more than the exporter: one
/// hash is computed at a time, on a thread of its own; checks wait in a <see cref="PasswordQueue"/>; a guess is put off when a
/// client comes that does not guess; and what is being checked or was checked before is not computed again.
/// </summary>
/// <param name="verify">Whether a password hashes to something, or null when it is asked to stop.</param>
internal sealed class PasswordChecker(Func<BcryptHash, ReadOnlyMemory<byte>, Func<bool>, bool?> verify)
{
    private const int KeptChecks = 100;

    private readonly Lock _gate = new();
    private readonly CheckedPasswords _checked = new(KeptChecks);
    private readonly PasswordQueue _queue = new();
    private WaitingCheck? _running;
    private bool _hasThread;

    /// <summary>
    /// Whether the password is the user's. A user who does not exist costs the same hash as one who does, so that the time
    /// does not tell which users there are.
    /// </summary>
    /// <param name="users">The users and what their passwords hash to.</param>
    /// <param name="credentials">What the client gave.</param>
    /// <param name="client">Where the client is.</param>
    /// <param name="cancellation">Ends the wait of a client that has gone.</param>
    public async Task<PasswordCheck> CheckAsync(
        IReadOnlyDictionary<string, BcryptHash> users, BasicCredentials credentials, ClientNetwork client, CancellationToken cancellation)
    {
        var isUser = users.TryGetValue(credentials.User, out var hash);

        // Nobody's hash is empty text: this key cannot be that of a user who is added later.
        var key = _checked.Key(credentials.User, isUser ? hash!.Text : "", credentials.Password.Span);
        WaitingCheck? check;
        lock (_gate)
        {
            if (_checked.Find(key) is { } known)
            {
                return Outcome(known);
            }

            check = _running?.Key == key ? _running : _queue.Find(key, client);
            if (check is null)
            {
                check = new WaitingCheck(key, client, hash ?? Decoy(users), isUser, credentials.Password);
                if (!_queue.TryAdd(check, out var turnedAway))
                {
                    return PasswordCheck.Busy;
                }

                _ = turnedAway?.Outcome.TrySetResult(PasswordCheck.Busy);
                if (_running is not null && _queue.IsUrgent(check, _running))
                {
                    _running.MustStop = true;
                }

                StartThread();
            }

            check.Requests++;
        }

        try
        {
            return await check.Outcome.Task.WaitAsync(cancellation);
        }
        finally
        {
            Leave(check);
        }
    }

    private void Leave(WaitingCheck check)
    {
        lock (_gate)
        {
            check.Requests--;
            if (check.Requests == 0)
            {
                _queue.Remove(check);
            }
        }
    }

    /// <summary>Not one of the pool's: with a fraction of a processor it may have a single thread, which all other requests need.</summary>
    private void StartThread()
    {
        if (!_hasThread)
        {
            new Thread(Run) { IsBackground = true, Name = "passwords" }.Start();
            _hasThread = true;
        }
    }

    private void Run()
    {
        while (Begin() is { } check)
        {
            try
            {
                End(check, check.Compute(verify));
            }
            catch (Exception error)
            {
                // A mistake in this program. It is the request's, whose answer is 500, and must not end the process.
                _ = check.Outcome.TrySetException(error);
            }
        }
    }

    /// <summary>The check whose turn it is; null when there is none, and the thread ends.</summary>
    private WaitingCheck? Begin()
    {
        lock (_gate)
        {
            _running = _queue.TakeNext();

            // The same password may have been checked for another network in the meantime.
            while (_running is not null && _checked.Find(_running.Key) is { } known)
            {
                _ = _running.Outcome.TrySetResult(Outcome(known));
                _running = _queue.TakeNext();
            }

            if (_running is null)
            {
                _hasThread = false;
                return null;
            }

            _running.MustStop = false;
            return _running;
        }
    }

    /// <param name="check">The check that was computed.</param>
    /// <param name="isRight">Whether the password is right; null when the check was put off.</param>
    private void End(WaitingCheck check, bool? isRight)
    {
        lock (_gate)
        {
            switch (isRight)
            {
                case null:
                    _queue.PutBack(check);
                    return;
                case false:
                    _queue.AddWrong(check.Client);
                    break;
            }

            _checked.Add(check.Key, isRight.Value);
        }

        _ = check.Outcome.TrySetResult(Outcome(isRight.Value));
    }

    private static PasswordCheck Outcome(bool isRight) => isRight ? PasswordCheck.Right : PasswordCheck.Wrong;

    /// <summary>A hash that is nobody's, as slow as the slowest of the users'.</summary>
    private static BcryptHash Decoy(IReadOnlyDictionary<string, BcryptHash> users) =>
        BcryptHash.Parse($"$2y${users.Values.Max(static hash => hash.Cost):00}$......................{new string('.', 31)}");
}
