// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics;

/// <summary>Every family that is published, sorted once by name; a scrape walks it once.</summary>
public sealed class Catalogue
{
    private readonly PublishedFamily[] _families;
    private readonly int _mostLabels;

    /// <summary>Sorts the families and merges the common labels into each.</summary>
    /// <exception cref="ArgumentException">A family is declared twice.</exception>
    /// <exception cref="LabelClashException">A common label has the name of another label.</exception>
    public Catalogue(IEnumerable<MetricFamily> families, IReadOnlyList<CommonLabel> commonLabels)
    {
        _families = [.. families
            .OrderBy(family => family.Name, StringComparer.Ordinal)
            .Select(family => new PublishedFamily(family, commonLabels))];
        for (var i = 1; i < _families.Length; i++)
        {
            if (_families[i].Name == _families[i - 1].Name)
            {
                throw new ArgumentException($"The metric {_families[i].Name} is declared twice");
            }
        }

        _mostLabels = _families.Length == 0 ? 0 : _families.Max(family => family.LabelNames.Length);
    }

    /// <summary>The families in the order of the output.</summary>
    public IReadOnlyList<PublishedFamily> Families => _families;

    /// <summary>Hands every sample the snapshot has to <paramref name="sink"/>, families by name, series by label values.</summary>
    public void Collect(TaskSnapshot snapshot, ISampleSink sink)
    {
        var samples = new Samples(sink, _mostLabels);
        foreach (var family in _families)
        {
            samples.Collect(family, snapshot);
        }
    }
}
