// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Footprint;

/// <summary>Splits a command at its spaces. The command is not started by a shell, whose start would be measured with the exporter's.</summary>
internal static class CommandText
{
    /// <summary>The words of the command; a text in single or double quotes is one word.</summary>
    /// <exception cref="FootprintException">The command is empty, or a quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string command)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var isWord = false;
        char? quote = null;
        foreach (var character in command)
        {
            if (character == quote)
            {
                quote = null;
            }
            else if (quote is null && character is '\'' or '"')
            {
                quote = character;
                isWord = true;
            }
            else if (quote is null && character == ' ')
            {
                End();
            }
            else
            {
                _ = word.Append(character);
                isWord = true;
            }
        }

        End();
        return quote is null && words.Count > 0 ? words : throw new FootprintException($"not a command: {command}");

        void End()
        {
            if (isWord)
            {
                words.Add(word.ToString());
            }

            _ = word.Clear();
            isWord = false;
        }
    }
}
