// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>A password that has to be checked, for one or more requests of one network.</summary>
/// <param name="key">The key under which its outcome is remembered.</param>
/// <param name="client">The network that the requests come from.</param>
/// <param name="hash">What the password is checked against.</param>
/// <param name="isUser">Whether the hash is the user's; otherwise the password is wrong whatever it hashes to.</param>
/// <param name="password">The password.</param>
internal sealed class WaitingCheck(string key, ClientNetwork client, BcryptHash hash, bool isUser, ReadOnlyMemory<byte> password)
{
    private volatile bool _mustStop;

    /// <summary>The key under which its outcome is remembered.</summary>
    public string Key => key;

    /// <summary>The network that the requests come from.</summary>
    public ClientNetwork Client => client;

    /// <summary>How many requests wait for the outcome. When the last of them has gone, there is no need for the check.</summary>
    public int Requests { get; set; }

    /// <summary>How the check ended.</summary>
    public TaskCompletionSource<PasswordCheck> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the computation is to end without an outcome, because another check is more urgent.</summary>
    public bool MustStop
    {
        get => _mustStop;
        set => _mustStop = value;
    }

    /// <summary>Whether the password is right, or null if it had to stop. Takes as long as the hash's cost says.</summary>
    /// <param name="verify">Whether a password hashes to something, or null when it is asked to stop.</param>
    public bool? Compute(Func<BcryptHash, ReadOnlyMemory<byte>, Func<bool>, bool?> verify) =>
        verify(hash, password, () => _mustStop) is { } matches ? matches && isUser : null;
}
