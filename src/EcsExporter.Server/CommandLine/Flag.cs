// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>A flag as the parser and the help see it: everything but the type of its value.</summary>
internal sealed class Flag
{
    /// <summary>The name without the dashes, e.g. <c>web.listen-address</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences: the consequence for the client, the metrics or the log.</summary>
    public required string Help { get; init; }

    /// <summary>A one-letter form, or null.</summary>
    public char? Short { get; init; }

    /// <summary>What stands for the value in the help; null for a switch, which needs none.</summary>
    public string? Placeholder { get; init; }

    /// <summary>The default as one would type it; null when there is none.</summary>
    public string? DefaultText { get; init; }

    /// <summary>Whether it may be given several times. Its variable then holds several values, separated by commas.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The only command that accepts it, or null for all.</summary>
    public Command? OnlyFor { get; init; }

    /// <summary>The command that it stands for, like <c>--help</c>; such a flag has no variable and no negation.</summary>
    public Command? Runs { get; init; }

    /// <summary>Whether it needs no value.</summary>
    public bool IsSwitch => Placeholder is null;

    /// <summary>Whether <c>--no-…</c> turns it off.</summary>
    public bool IsNegatable => IsSwitch && Runs is null;

    /// <summary>The environment variable that is read when the flag is not given.</summary>
    public string? Variable =>
        Runs is null ? "ECS_EXPORTER_" + Name.Replace('.', '_').Replace('-', '_').ToUpperInvariant() : null;
}
