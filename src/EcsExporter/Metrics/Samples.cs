// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Metrics;

/// <summary>
/// Takes the samples of one family after the other during a scrape and hands them to a sink with the common labels in
/// place. A null value is "no data" and adds nothing.
/// </summary>
public sealed class Samples
{
    private readonly ISampleSink _sink;
    private readonly string[] _labelValues;
    private PublishedFamily _family = null!;

    internal Samples(ISampleSink sink, int mostLabels)
    {
        _sink = sink;
        _labelValues = new string[mostLabels];
    }

    /// <summary>Adds the sample of a family without labels of its own.</summary>
    public void Add(double? value)
    {
        if (value is { } number)
        {
            Emit(number);
        }
    }

    /// <summary>Adds a sample of a family with one label; <paramref name="start"/> is when a counter began at zero, if that is known.</summary>
    public void Add(string label, double? value, Timestamp? start = null)
    {
        if (value is { } number)
        {
            _labelValues[_family.OwnPositions[0]] = label;
            Emit(number, start);
        }
    }

    /// <summary>Adds a sample of a family with two labels; <paramref name="start"/> is when a counter began at zero, if that is known.</summary>
    public void Add(string label1, string label2, double? value, Timestamp? start = null)
    {
        if (value is { } number)
        {
            _labelValues[_family.OwnPositions[0]] = label1;
            _labelValues[_family.OwnPositions[1]] = label2;
            Emit(number, start);
        }
    }

    /// <summary>
    /// Adds a sample; <paramref name="labels"/> are in the order of the family's own label names, null where nothing is known.
    /// </summary>
    public void Add(ReadOnlySpan<string?> labels, double? value)
    {
        if (value is { } number)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                _labelValues[_family.OwnPositions[i]] = labels[i] ?? "";
            }

            Emit(number);
        }
    }

    internal void Collect(PublishedFamily family, TaskSnapshot snapshot)
    {
        _family = family;
        for (var i = 0; i < family.CommonLabels.Length; i++)
        {
            _labelValues[family.CommonPositions[i]] = family.CommonLabels[i].Value(snapshot);
        }

        family.Family.Collect(snapshot, this);
    }

    private void Emit(double value, Timestamp? start = null) => _sink.Add(_family, _labelValues.AsSpan(0, _family.LabelNames.Length), value, start);
}
