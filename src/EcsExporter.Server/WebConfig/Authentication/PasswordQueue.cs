// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.WebConfig.Authentication;

/// <summary>
/// Queues password checks. Networks that never sent a wrong password go first, and among them the ones with the fewest waiting checks. The others
/// follow in the order of their last wrong password, oldest first. Guessers therefore share the time that scrapers leave. Not safe for concurrent
/// use.
/// </summary>
internal sealed class PasswordQueue
{
    /// <summary>The longest queue. At 50 ms per check, even the last one gets its answer before a scrape times out.</summary>
    public const int MaxWaiting = 32;

    /// <summary>The most checks of one network. A few scrapers behind one address may start together.</summary>
    public const int MaxWaitingPerNetwork = 8;

    /// <summary>
    /// The number of networks whose wrong passwords are remembered. The oldest is dropped first, because it would go first among them.
    /// </summary>
    public const int MaxGuessers = 1024;

    // In the order of arrival.
    private readonly List<WaitingCheck> _waiting = [];

    // For each network, the number of its last wrong password, counted over all networks.
    private readonly Dictionary<ClientNetwork, long> _lastWrong = [];
    private long _wrongCount;

    /// <summary>Returns the check of the same password for the same network, or null.</summary>
    public WaitingCheck? Find(string key, ClientNetwork client) =>
        _waiting.Find(check => check.Key == key && check.Client == client);

    /// <summary>
    /// Adds a check. When the queue is full, it removes the check that would come last, and of several equal ones the latest. If that is the new
    /// check, it returns false. Otherwise it returns the removed check in <paramref name="removed"/>.
    /// </summary>
    public bool TryAdd(WaitingCheck check, out WaitingCheck? removed)
    {
        removed = null;
        if (Count(check.Client) == MaxWaitingPerNetwork)
        {
            return false;
        }

        _waiting.Add(check);
        if (_waiting.Count <= MaxWaiting)
        {
            return true;
        }

        var worst = _waiting.Select((waiting, i) => (Rank(waiting), i)).Max().i;
        var last = _waiting[worst];
        _waiting.RemoveAt(worst);
        removed = last == check ? null : last;
        return last != check;
    }

    /// <summary>Takes the next check. Returns null when none is waiting.</summary>
    public WaitingCheck? TakeNext()
    {
        var next = _waiting.MinBy(Rank);
        if (next is not null)
        {
            Remove(next);
        }

        return next;
    }

    /// <summary>
    /// Whether a check must interrupt the running one, which may take a second: its network never sent a wrong password, and the other network did,
    /// or has more checks waiting.
    /// </summary>
    public bool IsUrgent(WaitingCheck check, WaitingCheck running) =>
        LastWrong(check.Client) == 0 && Rank(running).CompareTo(Rank(check)) > 0;

    /// <summary>Returns an interrupted check to its place, unless no request waits for it any more.</summary>
    public void PutBack(WaitingCheck check)
    {
        if (check.Requests > 0)
        {
            _waiting.Insert(0, check);
        }
    }

    /// <summary>Removes a check if it is waiting.</summary>
    public void Remove(WaitingCheck check) => _ = _waiting.Remove(check);

    /// <summary>Records that a network sent a wrong password.</summary>
    public void AddWrong(ClientNetwork client)
    {
        if (_lastWrong.Count == MaxGuessers && !_lastWrong.ContainsKey(client))
        {
            _ = _lastWrong.Remove(_lastWrong.MinBy(static guesser => guesser.Value).Key);
        }

        _lastWrong[client] = ++_wrongCount;
    }

    private (long LastWrong, int Count) Rank(WaitingCheck check) => (LastWrong(check.Client), Count(check.Client));

    private long LastWrong(ClientNetwork client) => _lastWrong.GetValueOrDefault(client);

    private int Count(ClientNetwork client) => _waiting.Count(check => check.Client == client);
}

/// <summary>
/// Holds a password check for one or more requests of one network. <paramref name="compute"/> returns whether the password is right, or null when the
/// given function tells it to stop.
/// </summary>
internal sealed class WaitingCheck(string key, ClientNetwork client, Func<Func<bool>, bool?> compute)
{
    private volatile bool _mustStop;

    public string Key => key;

    public ClientNetwork Client => client;

    /// <summary>The number of requests that wait for the result. At zero, the check is no longer needed.</summary>
    public int Requests { get; set; }

    public TaskCompletionSource<PasswordResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the computation must stop without a result, because another check is more urgent.</summary>
    public bool MustStop
    {
        get => _mustStop;
        set => _mustStop = value;
    }

    /// <summary>Returns whether the password is right, or null if the computation had to stop. The time depends on the cost of the hash.</summary>
    public bool? Compute() => compute(() => _mustStop);
}

/// <summary>
/// Identifies the network of a request: an IPv4 address, or the first 64 bits of an IPv6 address, because a single machine may have all addresses
/// with that prefix (RFC 6177). Clients without an address, such as on a Unix socket from systemd, share one network.
/// </summary>
internal readonly record struct ClientNetwork(AddressFamily Family, ulong Prefix)
{
    /// <summary>Returns the network of an address. An IPv4-mapped IPv6 address is treated as the IPv4 address.</summary>
    public static ClientNetwork Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length);
        return length == sizeof(uint)
            ? new ClientNetwork(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new ClientNetwork(AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
