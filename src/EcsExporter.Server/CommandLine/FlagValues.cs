// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>What the command line and the environment said, by flag.</summary>
/// <param name="given">The typed values of the flags that were given anywhere.</param>
internal sealed class FlagValues(IReadOnlyDictionary<Flag, object?> given)
{
    /// <summary>Nothing was said: all defaults.</summary>
    public static FlagValues None { get; } = new(new Dictionary<Flag, object?>());

    /// <summary>Whether the flag or its variable was given.</summary>
    public bool IsGiven(Flag flag) => given.ContainsKey(flag);

    /// <summary>The value given, else the default.</summary>
    public T Get<T>(Flag<T> flag) => (T)(given.TryGetValue(flag, out var value) ? value : flag.Default)!;
}
