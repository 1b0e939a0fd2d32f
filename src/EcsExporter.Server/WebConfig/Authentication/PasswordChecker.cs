// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.WebConfig.Authentication;

/// <summary>The result of checking a name and a password.</summary>
internal enum PasswordResult
{
    Wrong,
    Right,

    /// <summary>Too many other passwords are already waiting.</summary>
    Busy,
}

/// <summary>
/// Checks names and passwords. Hashes are slow on purpose, so guessing must cost the guesser more than the exporter. The checker therefore computes
/// one hash at a time, on a thread of its own, and other checks wait in a <see cref="PasswordQueue"/>. A check from a client that never guessed
/// interrupts the check of one that did. A password that is being checked or is in the <see cref="PasswordCache"/> is not computed again.
/// </summary>
/// <param name="verify">Returns whether a password has a hash, or null when the given function tells it to stop.</param>
internal sealed class PasswordChecker(Func<BcryptHash, ReadOnlyMemory<byte>, Func<bool>, bool?> verify)
{
    private const int CachedPasswords = 100;

    private readonly Lock _lock = new();
    private readonly PasswordCache _cache = new(CachedPasswords);
    private readonly PasswordQueue _queue = new();
    private WaitingCheck? _running;
    private bool _hasThread;

    /// <summary>Checks a name and a password. An unknown user takes as long as a known one, so the time does not reveal which users exist.</summary>
    public async Task<PasswordResult> CheckAsync(
        IReadOnlyDictionary<string, BcryptHash> users, BasicCredentials credentials, ClientNetwork client, CancellationToken cancellation)
    {
        var isUser = users.TryGetValue(credentials.User, out var hash);

        // No hash is empty, so this key differs from that of a user who is added later.
        var key = _cache.Key(credentials.User, isUser ? hash!.Text : "", credentials.Password.Span);
        WaitingCheck? check;
        lock (_lock)
        {
            if (_cache.Find(key) is { } known)
            {
                return Result(known);
            }

            check = _running?.Key == key ? _running : _queue.Find(key, client);
            if (check is null)
            {
                var verified = hash ?? Decoy(users);
                check = new WaitingCheck(key, client, stop => verify(verified, credentials.Password, stop) is { } matches ? matches && isUser : null);
                if (!_queue.TryAdd(check, out var removed))
                {
                    return PasswordResult.Busy;
                }

                _ = removed?.Result.TrySetResult(PasswordResult.Busy);
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
            return await check.Result.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (_lock)
            {
                check.Requests--;
                if (check.Requests == 0)
                {
                    _queue.Remove(check);
                }
            }
        }
    }

    /// <summary>
    /// Starts the thread. The thread pool is not used: with a fraction of a processor it may have a single thread, which all other requests need.
    /// </summary>
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
                End(check, check.Compute());
            }
            catch (Exception error)
            {
                // A bug in the exporter fails the request with status 500. An exception on this thread would end the process.
                _ = check.Result.TrySetException(error);
            }
        }
    }

    /// <summary>Returns the next check; null when there is none, which ends the thread.</summary>
    private WaitingCheck? Begin()
    {
        lock (_lock)
        {
            while ((_running = _queue.TakeNext()) is not null)
            {
                // The same password may have been checked for another network in the meantime.
                if (_cache.Find(_running.Key) is not { } known)
                {
                    _running.MustStop = false;
                    return _running;
                }

                _ = _running.Result.TrySetResult(Result(known));
            }

            _hasThread = false;
            return null;
        }
    }

    // An interrupted computation has no result.
    private void End(WaitingCheck check, bool? isRight)
    {
        lock (_lock)
        {
            if (isRight is null)
            {
                _queue.PutBack(check);
                return;
            }

            if (isRight is false)
            {
                _queue.AddWrong(check.Client);
            }

            _cache.Add(check.Key, isRight.Value);
        }

        _ = check.Result.TrySetResult(Result(isRight.Value));
    }

    private static PasswordResult Result(bool isRight) => isRight ? PasswordResult.Right : PasswordResult.Wrong;

    /// <summary>Returns a hash that no password has, as slow as the slowest of the users' hashes.</summary>
    private static BcryptHash Decoy(IReadOnlyDictionary<string, BcryptHash> users) =>
        BcryptHash.Parse($"$2y${users.Values.Max(static hash => hash.Cost):00}$......................{new string('.', 31)}");
}

/// <summary>Holds the name and password of an <c>Authorization: Basic</c> header (RFC 7617).</summary>
internal readonly record struct BasicCredentials(string User, ReadOnlyMemory<byte> Password)
{
    private const string Scheme = "Basic ";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parses the header's value. Returns null when it has no name and password.</summary>
    public static BasicCredentials? Parse(string? header)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = header.AsSpan(Scheme.Length);
        var decoded = new byte[(encoded.Length * 3 / 4) + 1];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length) || decoded.AsSpan(0, length).IndexOf((byte)':') is not (>= 0 and var colon))
        {
            return null;
        }

        try
        {
            return new BasicCredentials(StrictUtf8.GetString(decoded.AsSpan(0, colon)), decoded.AsMemory(colon + 1, length - colon - 1));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Returns only the name, because the default text of a record could carry the password into a log.</summary>
    public override string ToString() => User;
}
