// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>Every family that is published, sorted once by name; a scrape walks it once.</summary>
/// <typeparam name="TScrape">What a scrape reads before it renders, such as the task's snapshot and the figures of the process.</typeparam>
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
        _sources = [.. families.OrderBy(family => family.Name, StringComparer.Ordinal)];
        _families = new RegisteredFamily[_sources.Length];
        for (var i = 0; i < _families.Length; i++)
        {
            if (i > 0 && _sources[i].Name == _sources[i - 1].Name)
            {
                throw new ArgumentException($"The metric {_sources[i].Name} is declared twice");
            }

            _families[i] = RegisteredFamily.Create(i, _sources[i], commonLabels);
            _maxLabels = Math.Max(_maxLabels, _families[i].LabelNames.Length);
        }
    }

    /// <summary>The families in the order of the output; each is at the place that its <see cref="RegisteredFamily.Index"/> says.</summary>
    public IReadOnlyList<RegisteredFamily> Families => _families;

    /// <summary>Hands every sample of <paramref name="scrape"/> to <paramref name="sink"/>, families by name, series by label values.</summary>
    public void Collect(TScrape scrape, ISampleSink sink)
    {
        var samples = new Samples(sink, _maxLabels, [.. _commonLabels.Select(label => label.Value(scrape))]);
        for (var i = 0; i < _families.Length; i++)
        {
            samples.Begin(_families[i]);
            _sources[i].Collect(scrape, samples);
        }
    }
}
