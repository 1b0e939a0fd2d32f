// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Metrics;

/// <summary>Receives the samples of one scrape, family by family in the registry's order.</summary>
public interface ISampleSink
{
    /// <summary>
    /// Takes one sample of <paramref name="family"/>. <paramref name="labelValues"/> has one value for each of
    /// <see cref="RegisteredFamily.LabelNames"/>, in their order, and is valid during the call only. <paramref name="start"/> is when a counter
    /// began at zero; null for gauges, and where nobody knows.
    /// </summary>
    void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start);
}

/// <summary>
/// Takes the samples of one family after the other during a scrape and hands them to a sink with the common labels in
/// place. A null value is "no data" and adds nothing.
/// </summary>
public sealed class Samples
{
    private readonly ISampleSink _sink;
    private readonly string[] _labelValues;
    private RegisteredFamily _family = null!;

    internal Samples(ISampleSink sink, int maxLabels)
    {
        _sink = sink;
        _labelValues = new string[maxLabels];
    }

    /// <summary>Adds the sample of a family without labels of its own.</summary>
    public void Add(double? value) => Add([], value);

    /// <summary>Adds a sample of a family with one label; <paramref name="start"/> is when a counter began at zero, if that is known.</summary>
    public void Add(string label, double? value, Timestamp? start = null) => Add([label], value, start);

    /// <summary>
    /// Adds a sample; <paramref name="labels"/> are in the order of the family's own label names, null where nothing is known. <paramref name="start"/>
    /// is when a counter began at zero, if that is known.
    /// </summary>
    public void Add(ReadOnlySpan<string?> labels, double? value, Timestamp? start = null)
    {
        if (value is { } number)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                _labelValues[_family.OwnPositions[i]] = labels[i] ?? "";
            }

            _sink.Add(_family, _labelValues.AsSpan(0, _family.LabelNames.Length), number, start);
        }
    }

    /// <summary>The samples that follow are of <paramref name="family"/>, and have these values of the registry's common labels.</summary>
    internal void Begin(RegisteredFamily family, ReadOnlySpan<string> commonValues)
    {
        _family = family;
        for (var i = 0; i < family.CommonPositions.Length; i++)
        {
            _labelValues[family.CommonPositions[i]] = commonValues[family.CommonIndexes[i]];
        }
    }
}
