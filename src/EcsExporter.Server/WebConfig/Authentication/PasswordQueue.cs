// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.WebConfig.Authentication;

/// <summary>
/// The password checks that wait for their turn. Networks that never gave a wrong password go first, and of these the ones with the fewest checks
/// waiting. The others follow in the order of their last wrong password, oldest first. So guessers share what scrapers leave them. The caller
/// makes sure that only one thread uses the queue at a time.
/// </summary>
internal sealed class PasswordQueue
{
    /// <summary>At 50 ms per check, even the last one gets its answer before a scrape times out.</summary>
    public const int MaxWaiting = 32;

    /// <summary>A few scrapers behind one address may start together.</summary>
    public const int MaxWaitingPerNetwork = 8;

    /// <summary>Networks whose wrong passwords are remembered. The oldest one is forgotten, which would go first among them anyway.</summary>
    public const int MaxGuessers = 1024;

    // In the order of arrival.
    private readonly List<WaitingCheck> _waiting = [];

    // For each network, the number of its last wrong password, counted over all networks.
    private readonly Dictionary<ClientNetwork, long> _lastWrong = [];
    private long _wrongCount;

    /// <summary>The check of the same password for the same network, or null.</summary>
    public WaitingCheck? Find(string key, ClientNetwork client) =>
        _waiting.Find(check => check.Key == key && check.Client == client);

    /// <summary>
    /// Adds a check. When the queue is full, the check that would come last is removed, and of several equal ones the latest: the new one, for which
    /// this returns false, or <paramref name="removed"/>.
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

    /// <summary>Takes the check whose turn it is, or returns null when none is waiting.</summary>
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
    /// Whether a check must not wait for the running one, which may take a second: its network never gave a wrong password, and the
    /// other's did, or has more checks waiting.
    /// </summary>
    public bool IsUrgent(WaitingCheck check, WaitingCheck running) =>
        LastWrong(check.Client) == 0 && Rank(running).CompareTo(Rank(check)) > 0;

    /// <summary>Gives an interrupted check its old place, unless no request waits for it any more.</summary>
    public void PutBack(WaitingCheck check)
    {
        if (check.Requests > 0)
        {
            _waiting.Insert(0, check);
        }
    }

    /// <summary>Removes a check if it is waiting.</summary>
    public void Remove(WaitingCheck check) => _ = _waiting.Remove(check);

    /// <summary>Notes that a network gave a wrong password.</summary>
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
/// A password to check, for one or more requests of one network. <paramref name="compute"/> returns whether the password is right, or null when the
/// function that it is given tells it to stop.
/// </summary>
internal sealed class WaitingCheck(string key, ClientNetwork client, Func<Func<bool>, bool?> compute)
{
    private volatile bool _mustStop;

    public string Key => key;

    public ClientNetwork Client => client;

    /// <summary>How many requests wait for the result. Without any, the check is not needed.</summary>
    public int Requests { get; set; }

    public TaskCompletionSource<PasswordResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the computation has to end without a result, because another check is more urgent.</summary>
    public bool MustStop
    {
        get => _mustStop;
        set => _mustStop = value;
    }

    /// <summary>Whether the password is right, or null if the computation had to stop. Takes as long as the cost of the hash says.</summary>
    public bool? Compute() => compute(() => _mustStop);
}

/// <summary>
/// The network that a request counts for: an IPv4 address, or the first 64 bits of an IPv6 address, because a single machine may have all
/// addresses that begin with them (RFC 6177). Clients without an address, as over a Unix socket from systemd, share one.
/// </summary>
internal readonly record struct ClientNetwork(AddressFamily Family, ulong Prefix)
{
    /// <summary>The network of an address. An IPv4 address is the same in the form that an IPv6 socket gives it.</summary>
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
