// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>
/// The flags of the executable and what the user gave them. As with Go's <c>flag.FlagSet</c>, one call declares a flag and returns its value,
/// so an option and its flag cannot disagree. A flag on the command line beats its environment variable, which beats the default.
/// </summary>
/// <param name="given">The texts given on the command line, at least one for each name.</param>
/// <param name="environment">The value of an environment variable; null or empty when it is not set.</param>
internal sealed class FlagSet(IReadOnlyDictionary<string, List<string>> given, Func<string, string?> environment)
{
    private readonly List<Flag> _all =
    [
        new() { Short = 'h', Name = "help", Runs = Command.Help, Help = "Write this help to standard output." },
        new() { Name = "version", Runs = Command.Version, Help = "Write version, revision and platform to standard output." },
    ];

    /// <summary>A set to which nothing was given: each flag has its default value.</summary>
    public FlagSet()
        : this(new Dictionary<string, List<string>>(), static _ => null)
    {
    }

    /// <summary>The flags declared so far, in the order of the help.</summary>
    public IReadOnlyList<Flag> All => _all;

    /// <summary>Declares a flag that is on or off, and off by default.</summary>
    public bool Switch(string name, string help) => SwitchIfGiven(name, false, help) ?? false;

    /// <summary>Declares a flag that is on or off; null when it was not given.</summary>
    public bool? SwitchIfGiven(string name, bool defaultValue, string help) =>
        Declare<bool?>(new() { Name = name, Help = help, DefaultText = defaultValue ? "true" : "false" }, texts => FlagParsers.Boolean(texts[0]), null);

    /// <summary>Declares a flag with one value.</summary>
    public T Single<T>(string name, string placeholder, string? defaultText, Func<string, T> parse, string help, Command? onlyFor = null) =>
        Declare(
            new() { Name = name, Help = help, Placeholder = placeholder, DefaultText = defaultText, OnlyFor = onlyFor },
            texts => parse(texts[0]),
            defaultText is null ? default! : parse(defaultText));

    /// <summary>Declares a flag that may be given several times.</summary>
    public IReadOnlyList<T> Repeatable<T>(string name, string placeholder, string? defaultText, Func<string, T> parse, string help) =>
        Declare<IReadOnlyList<T>>(
            new() { Name = name, Help = help, Placeholder = placeholder, DefaultText = defaultText, IsRepeatable = true },
            texts => [.. texts.Select(parse)],
            defaultText is null ? [] : [parse(defaultText)]);

    /// <summary>Declares a flag whose value is a list with commas, and which may be given several times too.</summary>
    public IReadOnlyList<T> List<T>(string name, string placeholder, Func<string, T> parse, string help) =>
        Declare<IReadOnlyList<T>>(
            new() { Name = name, Help = help, Placeholder = placeholder, IsRepeatable = true },
            texts => [.. texts.SelectMany(FlagParsers.SplitAtCommas).Select(parse)],
            []);

    /// <exception cref="UsageException">A given text is not a value of the flag.</exception>
    private T Declare<T>(Flag flag, Func<IReadOnlyList<string>, T> parse, T absent)
    {
        _all.Add(flag);
        var origin = "";
        try
        {
            if (given.TryGetValue(flag.Name, out var texts))
            {
                return parse(texts);
            }

            if (flag.Variable is { } variable && environment(variable) is { Length: > 0 } text)
            {
                origin = $" (from {variable})";
                return parse(flag.IsRepeatable ? FlagParsers.SplitAtCommas(text) : [text]);
            }
        }
        catch (FormatException error)
        {
            throw new UsageException($"{error.Message} for flag '--{flag.Name}'{origin}");
        }

        return absent;
    }
}
