// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>A label that every series carries, beside the labels of its family.</summary>
/// <typeparam name="TSource">What its value is read from.</typeparam>
/// <param name="Name">The label's name.</param>
/// <param name="Origin">What asked for the label, as an operator wrote it; named when it clashes with another.</param>
/// <param name="Value">Its value in a scrape; the same for all series of that scrape.</param>
public sealed record CommonLabel<TSource>(string Name, string Origin, Func<TSource, string> Value)
    where TSource : class
{
    /// <summary>
    /// Whether it describes the task. Families about the exporter itself (<c>process_*</c>, <c>dotnet_*</c>, …) go without such a label, and
    /// families that already have a label of that name keep their own.
    /// </summary>
    public bool IsAboutTask { get; init; }

    /// <summary>The same label over a scrape that has the source as one of its parts.</summary>
    public CommonLabel<TScrape> From<TScrape>(Func<TScrape, TSource> part)
        where TScrape : class => new(Name, Origin, scrape => Value(part(scrape))) { IsAboutTask = IsAboutTask };
}

/// <summary>A common label has the name of another label; the message names both sides.</summary>
public sealed class LabelClashException : Exception
{
    internal LabelClashException(string message)
        : base(message)
    {
    }
}
