// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;

namespace EcsExporter.Server.CommandLine;

/// <summary>
/// The grammar of the ecosystem's command lines (kingpin): <c>--flag=value</c>, <c>--flag value</c>, <c>--switch</c>,
/// <c>--no-switch</c>, and one command anywhere between them.
/// </summary>
internal sealed class CommandLineParser
{
    private readonly Queue<string> _rest;
    private readonly ExporterOptions _defaults;
    private readonly Dictionary<string, List<string>> _given = new(StringComparer.Ordinal);
    private SubCommand? _subCommand;

    private CommandLineParser(IEnumerable<string> args, IEnumerable<Collector> collectors)
    {
        _rest = new(args);
        _defaults = new(new FlagSet(), collectors);
    }

    /// <summary>Reads the command line, then the variables of the flags that are not on it.</summary>
    /// <param name="args">Without the name of the program.</param>
    /// <param name="environment">The value of a variable; null or empty when it is not set.</param>
    /// <param name="collectors">The collectors there are; each has a flag.</param>
    /// <exception cref="UsageException">Something does not fit; nothing was printed.</exception>
    public static Invocation Parse(IEnumerable<string> args, Func<string, string?> environment, IReadOnlyList<Collector> collectors)
    {
        var parser = new CommandLineParser(args, collectors);
        return parser.TakeAll() is { } action
            ? new(action, parser._defaults)
            : new(parser._subCommand?.Command ?? Command.Serve, new(new FlagSet(parser._given, environment), collectors));
    }

    /// <summary>Takes all arguments; returns early at <c>--help</c> and <c>--version</c>, with their command.</summary>
    private Command? TakeAll()
    {
        while (_rest.TryDequeue(out var argument))
        {
            if (argument is not ['-', _, ..])
            {
                TakeCommand(argument);
            }
            else if (TakeFlag(argument).Runs is { } action)
            {
                // The rest of the line and the environment are not read: the user may need help because of them.
                return action;
            }
        }

        foreach (var flag in _given.Keys.Select(name => Find(name)!))
        {
            if (flag.OnlyFor is { } only && only != _subCommand?.Command)
            {
                throw new UsageException($"flag '--{flag.Name}' needs the command '{SubCommand.All.Single(command => command.Command == only).Name}'");
            }
        }

        return null;
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
        var (flag, negated) = FindWithDashes(name);

        var text = (flag.IsSwitch, attached) switch
        {
            (true, null) => negated ? "false" : "true",
            (true, _) when negated || flag.Runs is not null => throw new UsageException($"flag '{name}' takes no value, got '{attached}'"),
            (false, null) => NextValue(name),
            _ => attached,
        };

        if (!_given.TryAdd(flag.Name, [text]))
        {
            if (!flag.IsRepeatable)
            {
                throw new UsageException($"flag '--{flag.Name}' cannot be repeated");
            }

            _given[flag.Name].Add(text);
        }

        return flag;
    }

    private (Flag Flag, bool Negated) FindWithDashes(string name)
    {
        if (!name.StartsWith("--", StringComparison.Ordinal))
        {
            var byLetter = _defaults.Flags.FirstOrDefault(flag => flag.Short is { } letter && name == $"-{letter}");
            return (byLetter ?? throw new UsageException($"unknown short flag '{name}'"), false);
        }

        if (Find(name[2..]) is { } flag)
        {
            return (flag, false);
        }

        return name.StartsWith("--no-", StringComparison.Ordinal) && Find(name[5..]) is { IsNegatable: true } negated
            ? (negated, true)
            : throw new UsageException($"unknown long flag '{name}'");
    }

    private Flag? Find(string name) => _defaults.Flags.FirstOrDefault(flag => flag.Name == name);

    private string NextValue(string name) =>
        _rest.TryDequeue(out var next) && next is not ['-', _, ..]
            ? next
            : throw new UsageException($"expected argument for flag '{name}'");
}

/// <summary>What the user asked for.</summary>
/// <param name="Command">The command to run.</param>
/// <param name="Options">Its options; the defaults for help and version, which read nothing else.</param>
internal sealed record Invocation(Command Command, ExporterOptions Options);
