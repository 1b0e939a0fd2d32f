// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Metrics;

/// <summary>Receives the samples of one scrape, family by family in the registry's order.</summary>
public interface ISampleSink
{
    /// <summary>
    /// Takes one sample of <paramref name="family"/>. <paramref name="labelValues"/> has one value for each of
    /// <see cref="RegisteredFamily.LabelNames"/>, in their order, and is valid during the call only. <paramref name="start"/> is when a counter
    /// started at zero; null for gauges, and when the time is not known.
    /// </summary>
    void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start);
}

/// <summary>
/// Collects the samples of a scrape, one family after the other, adds the common labels and passes the samples to a sink. A null value means
/// "no data" and adds nothing.
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

    /// <summary>Adds the sample of a family that has no labels of its own.</summary>
    public void Add(double? value) => Add([], value);

    /// <summary>Adds a sample of a family with one label; <paramref name="start"/> is when a counter started at zero, if that is known.</summary>
    public void Add(string label, double? value, Timestamp? start = null) => Add([label], value, start);

    /// <summary>
    /// Adds a sample; <paramref name="labels"/> are in the order of the family's own label names, null for an unknown value.
    /// <paramref name="start"/> is when a counter started at zero, if that is known.
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

    /// <summary>Starts a family: the samples that follow belong to it and carry these values of the registry's common labels.</summary>
    internal void Begin(RegisteredFamily family, ReadOnlySpan<string> commonValues)
    {
        _family = family;
        for (var i = 0; i < family.CommonPositions.Length; i++)
        {
            _labelValues[family.CommonPositions[i]] = commonValues[family.CommonIndexes[i]];
        }
    }
}
