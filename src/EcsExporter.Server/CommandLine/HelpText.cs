// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.CommandLine;

/// <summary>Formats the output of <c>--help</c>: commands and flags in the layout of other Prometheus exporters, in 80 columns.</summary>
internal static class HelpText
{
    private const int Width = 80;
    private const int CommandColumn = 15;
    private const int FlagColumn = 31;

    /// <summary>Returns the help. Each line ends with a line feed.</summary>
    public static string For(IEnumerable<Flag> flags)
    {
        var text = new StringBuilder("usage: ecs_exporter [<flags>] [<command>]\n\n");
        AppendWrapped(text, "Prometheus exporter for Amazon ECS task and container metrics. Without a command, it serves them.", 0);

        text.Append("\nCommands:\n");
        foreach (var command in SubCommand.All)
        {
            AppendEntry(text, "  " + command.Name, command.Help, CommandColumn);
        }

        text.Append("\nFlags:\n");
        foreach (var flag in flags)
        {
            AppendEntry(text, FlagTerm(flag), flag.Help, FlagColumn);
            if (flag.Variable is { } variable)
            {
                var origin = flag.DefaultText is { } value ? $"[default: {value}, ${variable}]" : $"[${variable}]";
                AppendWrapped(text.Append(' ', FlagColumn), origin, FlagColumn);
            }
        }

        text.Append('\n');
        AppendWrapped(
            text,
            "A flag overrides its environment variable, which overrides the default. The variable of a switch takes true, false, 1 or 0. "
            + "The variable of a repeatable flag takes comma-separated values. Durations look like 500ms, 4s or 1m30s.",
            0);
        return text.ToString();
    }

    private static string FlagTerm(Flag flag)
    {
        var letter = flag.Short is { } c ? $"  -{c}, " : "      ";
        var value = flag.IsSwitch ? "" : $"={flag.Placeholder}";
        return $"{letter}--{(flag.IsNegatable ? "[no-]" : "")}{flag.Name}{value}{(flag.IsRepeatable ? " ..." : "")}";
    }

    // A term that is too long for its column gets a line of its own.
    private static void AppendEntry(StringBuilder text, string term, string description, int column)
    {
        text.Append(term.Length > column - 2 ? $"{term}\n{new string(' ', column)}" : term.PadRight(column));
        AppendWrapped(text, description, column);
    }

    // The current line must already be at the column. Ends the line.
    private static void AppendWrapped(StringBuilder text, string description, int column)
    {
        var position = column;
        foreach (var word in description.Split(' '))
        {
            if (position > column && position + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', column);
                position = column;
            }
            else if (position > column)
            {
                text.Append(' ');
                position++;
            }

            text.Append(word);
            position += word.Length;
        }

        text.Append('\n');
    }
}
