// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>
/// The grammar of the ecosystem's command lines (kingpin): <c>--flag=value</c>, <c>--flag value</c>, <c>--switch</c>,
/// <c>--no-switch</c>, and one command anywhere between them.
/// </summary>
internal sealed class CommandLineParser
{
    private readonly FlagSet _flags;
    private readonly Queue<string> _rest;
    private readonly Dictionary<Flag, List<string>> _given = [];
    private SubCommand? _subCommand;

    private CommandLineParser(FlagSet flags, IEnumerable<string> args)
    {
        _flags = flags;
        _rest = new(args);
    }

    /// <summary>Reads the command line, then the variables of the flags that are not on it.</summary>
    /// <param name="args">Without the name of the program.</param>
    /// <param name="environment">The value of a variable; null or empty when it is not set.</param>
    /// <param name="flags">The flags there are.</param>
    /// <exception cref="UsageException">Something does not fit; nothing was printed.</exception>
    public static Invocation Parse(IEnumerable<string> args, Func<string, string?> environment, FlagSet flags) =>
        new CommandLineParser(flags, args).Parse(environment);

    private Invocation Parse(Func<string, string?> environment)
    {
        while (_rest.TryDequeue(out var argument))
        {
            if (argument is not ['-', _, ..])
            {
                TakeCommand(argument);
            }
            else if (TakeFlag(argument).Runs is { } action)
            {
                // Help must come even when the rest of the line, or the environment, is what one needs help with.
                return new(action, new(_flags, FlagValues.None));
            }
        }

        var command = _subCommand?.Command ?? Command.Serve;
        if (_given.Keys.FirstOrDefault(flag => flag.OnlyFor is { } only && only != _subCommand) is { } misplaced)
        {
            throw new UsageException($"flag '--{misplaced.Name}' needs the command '{misplaced.OnlyFor!.Name}'");
        }

        var values = new Dictionary<Flag, object?>();
        foreach (var flag in _flags.All)
        {
            if (_given.TryGetValue(flag, out var texts))
            {
                values[flag] = Value(flag, texts, "");
            }
            else if (flag.Variable is { } variable && environment(variable) is { Length: > 0 } text)
            {
                values[flag] = Value(flag, FromVariable(flag, text), $" (from {variable})");
            }
        }

        return new(command, new(_flags, new(values)));
    }

    private void TakeCommand(string argument)
    {
        var command = SubCommand.All.FirstOrDefault(candidate => candidate.Name == argument);
        if (command is null || _subCommand is not null)
        {
            throw new UsageException($"unexpected argument '{argument}'");
        }

        _subCommand = command;
    }

    private Flag TakeFlag(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument : argument[..equals];
        var attached = equals < 0 ? null : argument[(equals + 1)..];
        var (flag, negated) = Find(name);

        var text = (flag.IsSwitch, attached) switch
        {
            (true, null) => negated ? "false" : "true",
            (true, _) when negated || flag.Runs is not null => throw new UsageException($"flag '{name}' takes no value, got '{attached}'"),
            (false, null) => NextValue(name),
            _ => attached,
        };

        if (!_given.TryAdd(flag, [text]))
        {
            if (!flag.IsRepeatable)
            {
                throw new UsageException($"flag '--{flag.Name}' cannot be repeated");
            }

            _given[flag].Add(text);
        }

        return flag;
    }

    private (Flag Flag, bool Negated) Find(string name)
    {
        if (!name.StartsWith("--", StringComparison.Ordinal))
        {
            var byLetter = _flags.All.FirstOrDefault(flag => flag.Short is { } letter && name == $"-{letter}");
            return (byLetter ?? throw new UsageException($"unknown short flag '{name}'"), false);
        }

        if (_flags.Find(name[2..]) is { } flag)
        {
            return (flag, false);
        }

        return name.StartsWith("--no-", StringComparison.Ordinal) && _flags.Find(name[5..]) is { IsNegatable: true } negated
            ? (negated, true)
            : throw new UsageException($"unknown long flag '{name}'");
    }

    private string NextValue(string name) =>
        _rest.TryDequeue(out var next) && next is not ['-', _, ..]
            ? next
            : throw new UsageException($"expected argument for flag '{name}'");

    private static IReadOnlyList<string> FromVariable(Flag flag, string text) =>
        flag.IsRepeatable ? FlagParsers.SplitAtCommas(text) : [text];

    private static object? Value(Flag flag, IReadOnlyList<string> texts, string origin)
    {
        try
        {
            return flag.Parse(texts);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{e.Message} for flag '--{flag.Name}'{origin}");
        }
    }
}
