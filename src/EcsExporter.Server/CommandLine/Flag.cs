// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>A flag as the parser and the help see it: everything but the type of its value.</summary>
internal abstract class Flag
{
    /// <param name="name">Without the dashes, e.g. <c>web.listen-address</c>.</param>
    /// <param name="help">One or two sentences: the consequence for the client, the metrics or the log.</param>
    private protected Flag(string name, string help)
    {
        Name = name;
        Help = help;
    }

    /// <summary>Without the dashes.</summary>
    public string Name { get; }

    /// <summary>What changes when it is given.</summary>
    public string Help { get; }

    /// <summary>A one-letter form, or null.</summary>
    public char? Short { get; init; }

    /// <summary>What stands for the value in the help; null for a switch, which needs none.</summary>
    public string? Placeholder { get; init; }

    /// <summary>The default as one would type it; null when there is none.</summary>
    public string? DefaultText { get; init; }

    /// <summary>Whether it may be given several times; in the variable, values are separated by commas.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The only command that understands it, or null for all.</summary>
    public SubCommand? OnlyFor { get; init; }

    /// <summary>The command that it stands for, like <c>--help</c>; such a flag has no variable and no negation.</summary>
    public Command? Runs { get; init; }

    /// <summary>Whether it needs no value.</summary>
    public bool IsSwitch => Placeholder is null;

    /// <summary>Whether <c>--no-…</c> turns it off.</summary>
    public bool IsNegatable => IsSwitch && Runs is null;

    /// <summary>The environment variable that is read when the flag is not given.</summary>
    public string? Variable =>
        Runs is null ? "ECS_EXPORTER_" + Name.Replace('.', '_').Replace('-', '_').ToUpperInvariant() : null;

    /// <summary>A flag that is on or off.</summary>
    public static Flag<bool> Switch(string name, string help, bool defaultValue = false) =>
        new(name, texts => FlagParsers.Boolean(texts[0]), help)
        {
            DefaultText = defaultValue ? "true" : "false",
        };

    /// <summary>A flag with one value.</summary>
    public static Flag<T> Single<T>(
        string name, string placeholder, string? defaultText, Func<string, T> parse, string help, SubCommand? onlyFor = null) =>
        new(name, texts => parse(texts[0]), help)
        {
            Placeholder = placeholder,
            DefaultText = defaultText,
            OnlyFor = onlyFor,
        };

    /// <summary>A flag that may be given several times.</summary>
    public static Flag<IReadOnlyList<T>> Repeatable<T>(
        string name, string placeholder, string? defaultText, Func<string, T> parse, string help) =>
        new(name, texts => [.. texts.Select(parse)], help, [])
        {
            Placeholder = placeholder,
            DefaultText = defaultText,
            IsRepeatable = true,
        };

    /// <summary>A flag whose value is a list with commas, which may be given several times too.</summary>
    public static Flag<IReadOnlyList<T>> List<T>(string name, string placeholder, Func<string, T> parse, string help) =>
        new(name, texts => [.. texts.SelectMany(FlagParsers.SplitAtCommas).Select(parse)], help, [])
        {
            Placeholder = placeholder,
            IsRepeatable = true,
        };

    /// <summary>A flag that replaces the command.</summary>
    public static Flag<bool> Action(char? letter, string name, Command runs, string help) =>
        new(name, texts => FlagParsers.Boolean(texts[0]), help)
        {
            Short = letter,
            Runs = runs,
        };

    /// <summary>The typed value of what was given, at least one text.</summary>
    /// <exception cref="FormatException">A text is not a value of this flag; the message says what was expected.</exception>
    public abstract object? Parse(IReadOnlyList<string> texts);
}
