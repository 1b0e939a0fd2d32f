// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>Holds every published family, sorted by name. A scrape walks the families once.</summary>
/// <typeparam name="TScrape">The type a scrape reads before it renders, such as the task's snapshot and the figures of the process.</typeparam>
public sealed class MetricRegistry<TScrape>
    where TScrape : class
{
    private readonly MetricFamily<TScrape>[] _sources;
    private readonly RegisteredFamily[] _families;
    private readonly IReadOnlyList<CommonLabel<TScrape>> _commonLabels;
    private readonly int _maxLabels;

    /// <summary>Sorts the families and merges the common labels into each.</summary>
    /// <exception cref="ArgumentException">A family is declared twice.</exception>
    /// <exception cref="LabelClashException">A common label has the name of another label.</exception>
    public MetricRegistry(IEnumerable<MetricFamily<TScrape>> families, IReadOnlyList<CommonLabel<TScrape>> commonLabels)
    {
        _commonLabels = commonLabels;
        _sources = [.. families];
        Array.Sort(_sources, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        _families = new RegisteredFamily[_sources.Length];
        for (var i = 0; i < _sources.Length; i++)
        {
            if (i > 0 && _sources[i].Name == _sources[i - 1].Name)
            {
                throw new ArgumentException($"The metric {_sources[i].Name} is declared twice");
            }

            _families[i] = RegisteredFamily.Create(i, _sources[i], commonLabels);
            _maxLabels = Math.Max(_maxLabels, _families[i].LabelNames.Length);
        }
    }

    /// <summary>The families in the order of the output, each at its <see cref="RegisteredFamily.Index"/>.</summary>
    public IReadOnlyList<RegisteredFamily> Families => _families;

    /// <summary>Hands every sample of <paramref name="scrape"/> to <paramref name="sink"/>, families by name, series by label values.</summary>
    public void Collect(TScrape scrape, ISampleSink sink) => Collect([scrape], sink);

    /// <summary>
    /// Hands every sample of several scrapes to <paramref name="sink"/>: families by name, in each family one scrape after the other, and the series
    /// of a scrape by label values. A common label must tell the scrapes apart.
    /// </summary>
    public void Collect(ReadOnlySpan<TScrape> scrapes, ISampleSink sink)
    {
        var samples = new Samples(sink, _maxLabels);
        var commonValues = new string[scrapes.Length][];
        for (var i = 0; i < scrapes.Length; i++)
        {
            commonValues[i] = new string[_commonLabels.Count];
            for (var j = 0; j < _commonLabels.Count; j++)
            {
                commonValues[i][j] = _commonLabels[j].Value(scrapes[i]);
            }
        }

        for (var i = 0; i < _families.Length; i++)
        {
            for (var j = 0; j < scrapes.Length; j++)
            {
                samples.Begin(_families[i], commonValues[j]);
                _sources[i].Collect(scrapes[j], samples);
            }
        }
    }
}

/// <summary>A label that every series carries in addition to the labels of its family.</summary>
/// <typeparam name="TSource">The type from which the value is read.</typeparam>
/// <param name="Name">The label's name.</param>
/// <param name="Origin">The flag that added the label, as an operator writes it; the message of a clash names it.</param>
/// <param name="Value">The value in a scrape; the same for all series of that scrape.</param>
public sealed record CommonLabel<TSource>(string Name, string Origin, Func<TSource, string> Value)
    where TSource : class
{
    /// <summary>
    /// Whether the label describes the task. Families about the exporter itself (<c>process_*</c>, <c>dotnet_*</c>, …) do not get such a label, and
    /// families that already have a label of that name keep their own.
    /// </summary>
    public bool IsAboutTask { get; init; }

    /// <summary>The same label for a scrape that contains the source as a part.</summary>
    public CommonLabel<TScrape> From<TScrape>(Func<TScrape, TSource> part)
        where TScrape : class => new(Name, Origin, scrape => Value(part(scrape))) { IsAboutTask = IsAboutTask };
}

/// <summary>Reports that a common label has the name of another label; the message names both.</summary>
public sealed class LabelClashException : Exception
{
    internal LabelClashException(string message)
        : base(message)
    {
    }
}
