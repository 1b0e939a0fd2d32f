// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>
/// Holds the flags and their given values. As with Go's <c>flag.FlagSet</c>, one call declares a flag and returns its value, so an option cannot
/// differ from its flag. A flag on the command line takes precedence over its environment variable, which takes precedence over the default.
/// </summary>
internal sealed class FlagSet(IReadOnlyDictionary<string, List<string>> given, Func<string, string?> environment)
{
    private readonly List<Flag> _all =
    [
        new() { Short = 'h', Name = "help", Runs = Command.Help, Help = "Write this help to standard output." },
        new() { Name = "version", Runs = Command.Version, Help = "Write version, revision and platform to standard output." },
    ];

    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);

    /// <summary>The variables of all flags, and the variables that have no flag.</summary>
    public IEnumerable<string> Variables => _all.Select(static flag => flag.Variable).OfType<string>().Union(_variables);

    /// <summary>The flags declared so far, in the order of the help.</summary>
    public IReadOnlyList<Flag> All => _all;

    /// <summary>Whether the user set the flag, on the command line or with its variable.</summary>
    public bool IsGiven(Flag flag) => given.ContainsKey(flag.Name) || (flag.Variable is { } variable && Variable(variable) is not null);

    /// <summary>Returns what an error message adds about the origin of a given flag: nothing, or that its value is from its variable.</summary>
    public string Origin(string name) => given.ContainsKey(name) ? "" : $" (from {Flag.VariableOf(name)})";

    /// <summary>Returns the value of a variable that has no flag, such as a secret; null when it is unset or empty.</summary>
    public string? Variable(string name)
    {
        _ = _variables.Add(name);
        return environment(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Declares a switch that is off by default.</summary>
    public bool Switch(string name, string help) => SwitchIfGiven(name, false, help) ?? false;

    /// <summary>Declares a switch. Returns null when it is not given.</summary>
    public bool? SwitchIfGiven(string name, bool defaultValue, string help) =>
        Declare<bool?>(new() { Name = name, Help = help, DefaultText = defaultValue ? "true" : "false" }, texts => FlagParsers.Boolean(texts[0]), null);

    /// <summary>Declares a flag with one value.</summary>
    public T Single<T>(string name, string placeholder, string? defaultText, Func<string, T> parse, string help, Command? onlyFor = null) =>
        Declare(
            new() { Name = name, Help = help, Placeholder = placeholder, DefaultText = defaultText, OnlyFor = onlyFor },
            texts => parse(texts[0]),
            defaultText is null ? default! : parse(defaultText));

    /// <summary>Declares a flag that can be repeated.</summary>
    public IReadOnlyList<T> Repeatable<T>(string name, string placeholder, string? defaultText, Func<string, T> parse, string help) =>
        Declare<IReadOnlyList<T>>(
            new() { Name = name, Help = help, Placeholder = placeholder, DefaultText = defaultText, IsRepeatable = true },
            texts => [.. texts.Select(parse)],
            defaultText is null ? [] : [parse(defaultText)]);

    /// <summary>Declares a flag with a comma-separated list, which can also be repeated.</summary>
    public IReadOnlyList<T> List<T>(string name, string placeholder, Func<string, T> parse, string help, Command? onlyFor = null) =>
        Declare<IReadOnlyList<T>>(
            new() { Name = name, Help = help, Placeholder = placeholder, IsRepeatable = true, OnlyFor = onlyFor },
            texts => [.. texts.SelectMany(FlagParsers.SplitAtCommas).Select(parse)],
            []);

    /// <exception cref="UsageException">The given text is not valid for the flag.</exception>
    private T Declare<T>(Flag flag, Func<IReadOnlyList<string>, T> parse, T absent)
    {
        _all.Add(flag);
        try
        {
            if (given.TryGetValue(flag.Name, out var texts))
            {
                return parse(texts);
            }

            if (flag.Variable is { } variable && Variable(variable) is { } text)
            {
                return parse(flag.IsRepeatable ? FlagParsers.SplitAtCommas(text) : [text]);
            }
        }
        catch (FormatException error)
        {
            throw new UsageException($"{error.Message} for flag '--{flag.Name}'{Origin(flag.Name)}");
        }

        return absent;
    }
}

/// <summary>Describes a flag for the parser and the help, without the type of its value.</summary>
internal sealed class Flag
{
    /// <summary>The name without the dashes, such as <c>web.listen-address</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences about its effect on the client, the metrics or the log.</summary>
    public required string Help { get; init; }

    /// <summary>The one-letter form; null if there is none.</summary>
    public char? Short { get; init; }

    /// <summary>The placeholder of the value in the help; null for a switch, which needs no value.</summary>
    public string? Placeholder { get; init; }

    /// <summary>The default as the user would type it; null when there is none.</summary>
    public string? DefaultText { get; init; }

    /// <summary>Whether the flag can be repeated. Its variable then holds several values, separated by commas.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The only command that accepts the flag; null for all commands.</summary>
    public Command? OnlyFor { get; init; }

    /// <summary>The command that the flag runs, such as <c>--help</c>; null for an option. Such a flag has no variable and no negation.</summary>
    public Command? Runs { get; init; }

    /// <summary>Whether the flag is a switch, which needs no value.</summary>
    public bool IsSwitch => Placeholder is null;

    /// <summary>Whether <c>--no-…</c> turns it off.</summary>
    public bool IsNegatable => IsSwitch && Runs is null;

    /// <summary>The environment variable that is read when the flag is not given.</summary>
    public string? Variable => Runs is null ? VariableOf(Name) : null;

    /// <summary>Returns the variable of the option with this name.</summary>
    public static string VariableOf(string name) => "ECS_EXPORTER_" + name.Replace('.', '_').Replace('-', '_').ToUpperInvariant();
}
