// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>
/// The password checks that wait for their turn. Networks that gave no wrong password go first, and of these the ones with the fewest
/// checks waiting. The others take turns: the one whose last wrong password is the longest ago is next. So guessers share
/// what scrapers leave them. Not for concurrent use.
/// </summary>
internal sealed class PasswordQueue
{
    /// <summary>At 50 ms for each, the last of them still gets its answer before a scrape times out.</summary>
    public const int MaxWaiting = 32;

    /// <summary>For each network: a few scrapers behind one address may start together.</summary>
    public const int MaxWaitingPerNetwork = 8;

    /// <summary>Networks whose wrong passwords are remembered. The one forgotten is the one that would go first anyway.</summary>
    public const int MaxGuessers = 1024;

    // By arrival.
    private readonly List<WaitingCheck> _waiting = [];

    // When each network was wrong last, counted in wrong passwords.
    private readonly Dictionary<ClientNetwork, long> _lastWrong = [];
    private long _wrongCount;

    /// <summary>The check of the same password for the same network, or null.</summary>
    public WaitingCheck? Find(string key, ClientNetwork client) =>
        _waiting.Find(check => check.Key == key && check.Client == client);

    /// <summary>
    /// Takes a check if there is room for it; room is made by turning away the check of a network that stands behind, or that has more
    /// checks waiting.
    /// </summary>
    /// <param name="check">The check.</param>
    /// <param name="turnedAway">The check that had to make room, or null.</param>
    public bool TryAdd(WaitingCheck check, out WaitingCheck? turnedAway)
    {
        turnedAway = null;
        if (Count(check.Client) == MaxWaitingPerNetwork)
        {
            return false;
        }

        _waiting.Add(check);
        if (_waiting.Count <= MaxWaiting)
        {
            return true;
        }

        // Of equals, the check that came last.
        var worst = _waiting.Select((waiting, i) => (Standing(waiting), i)).Max().i;
        turnedAway = _waiting[worst];
        _waiting.RemoveAt(worst);
        if (turnedAway != check)
        {
            return true;
        }

        turnedAway = null;
        return false;
    }

    /// <summary>Takes the check whose turn it is, or gives null when none is waiting.</summary>
    public WaitingCheck? TakeNext()
    {
        var next = _waiting.MinBy(Standing);
        Remove(next);
        return next;
    }

    /// <summary>
    /// Whether a check is not to wait until another one has been computed, which may take a second: its network never gave a wrong
    /// password, and the other's did, or has more checks waiting.
    /// </summary>
    public bool IsUrgent(WaitingCheck check, WaitingCheck running) =>
        LastWrong(check.Client) == 0 && Standing(running).CompareTo(Standing(check)) > 0;

    /// <summary>Gives a check that was put off its old place, unless nobody waits for it any more.</summary>
    public void PutBack(WaitingCheck check)
    {
        if (check.Requests > 0)
        {
            _waiting.Insert(0, check);
        }
    }

    /// <summary>Gives up a check's place, if it has one.</summary>
    public void Remove(WaitingCheck? check)
    {
        if (check is not null)
        {
            _ = _waiting.Remove(check);
        }
    }

    /// <summary>Notes that a network gave a wrong password.</summary>
    public void AddWrong(ClientNetwork client)
    {
        if (_lastWrong.Count == MaxGuessers && !_lastWrong.ContainsKey(client))
        {
            _ = _lastWrong.Remove(_lastWrong.MinBy(static guesser => guesser.Value).Key);
        }

        _lastWrong[client] = ++_wrongCount;
    }

    private (long LastWrong, int Count) Standing(WaitingCheck check) => (LastWrong(check.Client), Count(check.Client));

    private long LastWrong(ClientNetwork client) => _lastWrong.GetValueOrDefault(client);

    private int Count(ClientNetwork client) => _waiting.Count(check => check.Client == client);
}
