// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.CommandLine;

/// <summary>
/// Parses command lines with the grammar of Prometheus exporters (kingpin): <c>--flag=value</c>, <c>--flag value</c>, <c>--switch</c>,
/// <c>--no-switch</c>, and one command anywhere among them.
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
        // No flag is given here, so each one has its default value.
        _defaults = new(new FlagSet(_given, static _ => null), collectors);
    }

    /// <summary>
    /// Parses the command line without the program's name, and the environment variables of flags that are not on it. Each collector has a flag.
    /// </summary>
    /// <exception cref="UsageException">The command line or a variable is not valid.</exception>
    public static Invocation Parse(IEnumerable<string> args, Func<string, string?> environment, IReadOnlyList<Collector> collectors)
    {
        var parser = new CommandLineParser(args, collectors);
        return parser.TakeAll() is { } action
            ? new(action, parser._defaults)
            : new(parser._subCommand?.Command ?? Command.Serve, new(new FlagSet(parser._given, environment), collectors));
    }

    /// <summary>
    /// Parses all arguments. For <c>--help</c> and <c>--version</c>, it stops there and returns their command. As in kingpin, <c>help</c> in the place
    /// of a command is <c>--help</c>.
    /// </summary>
    private Command? TakeAll()
    {
        while (_rest.TryDequeue(out var argument))
        {
            if (argument == "help" && _subCommand is null)
            {
                return Command.Help;
            }

            if (argument is not ['-', _, ..])
            {
                TakeCommand(argument);
            }
            else if (TakeFlag(argument).Runs is { } action)
            {
                // The remaining arguments and the environment are not parsed, because an error in them may be why the user needs help.
                return action;
            }
        }

        var ofOthers = _defaults.Flags.FirstOrDefault(flag => _given.ContainsKey(flag.Name) && flag.OnlyFor is { } only && only != _subCommand?.Command);
        return ofOthers is null
            ? null
            : throw new UsageException(
                $"flag '--{ofOthers.Name}' needs the command '{SubCommand.All.Single(command => command.Command == ofOthers.OnlyFor).Name}'");
    }

    private void TakeCommand(string argument) =>
        _subCommand = _subCommand is null && SubCommand.All.FirstOrDefault(command => command.Name == argument) is { } command
            ? command
            : throw new UsageException($"unexpected argument '{argument}'{DidYouMean(argument, SubCommand.All.Select(static known => known.Name))}");

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

    /// <summary>Returns the flag with this spelling, including the dashes.</summary>
    private (Flag Flag, bool Negated) Find(string name) =>
        _defaults.Flags.FirstOrDefault(flag => name == $"--{flag.Name}" || flag.Short is { } letter && name == $"-{letter}") is { } flag ? (flag, false)
        : _defaults.Flags.FirstOrDefault(flag => flag.IsNegatable && name == $"--no-{flag.Name}") is { } negated ? (negated, true)
        : name.StartsWith("--", StringComparison.Ordinal)
            ? throw new UsageException($"unknown long flag '{name}'{DidYouMean(name, _defaults.Flags.SelectMany(Spellings))}")
            : throw new UsageException($"unknown short flag '{name}'");

    private static IEnumerable<string> Spellings(Flag flag) => flag.IsNegatable ? [$"--{flag.Name}", $"--no-{flag.Name}"] : [$"--{flag.Name}"];

    private static string DidYouMean(string typed, IEnumerable<string> known) =>
        Suggestion.For(typed, known) is { } name ? $" (did you mean '{name}'?)" : "";

    private string NextValue(string name) =>
        _rest.TryDequeue(out var next) && next is not ['-', _, ..]
            ? next
            : throw new UsageException($"expected argument for flag '{name}'");
}

/// <summary>Holds a command and its options. For help and version, the options have their default values.</summary>
internal sealed record Invocation(Command Command, ExporterOptions Options);

/// <summary>Reports an invalid command line or environment variable.</summary>
/// <param name="message">The problem and the flag. It continues <c>error: </c> and has no full stop.</param>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>Returns the text for standard error. It is always one line, because control characters of the user's input are escaped.</summary>
    public string ToLine()
    {
        var line = Message.Any(char.IsControl) ? new StringBuilder().AppendEscaped(Message).ToString() : Message;
        return $"ecs_exporter: error: {line}, try --help";
    }
}
