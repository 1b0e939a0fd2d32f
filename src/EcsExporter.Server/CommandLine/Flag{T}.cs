// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>One flag. Its declaration in <see cref="Flags"/> is all there is to it.</summary>
/// <typeparam name="T">What its value becomes.</typeparam>
/// <param name="name">Without the dashes.</param>
/// <param name="parse">From the texts given to the value; throws <see cref="FormatException"/>.</param>
/// <param name="help">What changes when it is given.</param>
/// <param name="absent">The value when nothing is given and there is no default text.</param>
internal sealed class Flag<T>(string name, Func<IReadOnlyList<string>, T> parse, string help, T? absent = default) : Flag(name, help)
{
    /// <summary>The value when nothing is given: the default text, parsed like any other.</summary>
    public T? Default => DefaultText is null ? absent : parse([DefaultText]);

    /// <inheritdoc/>
    public override object? Parse(IReadOnlyList<string> texts) => parse(texts);
}
