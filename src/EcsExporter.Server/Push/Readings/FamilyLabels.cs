// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// The labels of one family's series, prepared once: sorted by name together with <c>__name__</c>, <c>job</c> and <c>instance</c>, with everything
/// but the values and the instance already encoded.
/// </summary>
internal sealed class FamilyLabels
{
    // Fields of prometheus.TimeSeries and prometheus.Label (prompb/types.proto).
    private const int LabelField = 1;
    private const int NameField = 1;
    private const int ValueField = 2;

    private const string InstanceLabel = "instance";

    /// <summary>Stands for the label <c>instance</c>, which differs between the tasks of a host.</summary>
    private const int InstanceIndex = -1;

    private readonly List<Label> _labels = [];

    /// <param name="family">The family's name.</param>
    /// <param name="names">The names of its labels.</param>
    /// <param name="job">The label <c>job</c>.</param>
    public FamilyLabels(string family, ReadOnlySpan<string> names, string job)
    {
        List<NamedLabel> all = [new("__name__", family, 0), new("job", job, 0), new(InstanceLabel, null, InstanceIndex)];
        for (var i = 0; i < names.Length; i++)
        {
            all.Add(new NamedLabel(ExportedName(names[i], names), null, i));
        }

        // Remote write orders labels by their names' bytes; label names are ASCII.
        foreach (var (name, constant, index) in all.OrderBy(label => label.Name, StringComparer.Ordinal))
        {
            var encoded = index == InstanceIndex ? [] : Field(NameField, name);
            _labels.Add(constant is null ? new Label(encoded, index) : new Label(Field(LabelField, [.. encoded, .. Field(ValueField, constant)]), null));
        }
    }

    /// <summary>The label <c>instance</c> as a field of a <c>TimeSeries</c>.</summary>
    public static byte[] EncodeInstance(string instance) => Field(LabelField, [.. Field(NameField, InstanceLabel), .. Field(ValueField, instance)]);

    /// <summary>Appends the labels of a series as repeated fields of a <c>TimeSeries</c>. A label without a value is left out.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="instance">What <see cref="EncodeInstance"/> gives.</param>
    /// <param name="values">A value for each of the family's labels.</param>
    public void Append(MessageBuffer output, ReadOnlySpan<byte> instance, ReadOnlySpan<string> values)
    {
        foreach (var (encoded, index) in _labels)
        {
            if (index is not { } at)
            {
                output.Append(encoded);
                continue;
            }

            if (at == InstanceIndex)
            {
                output.Append(instance);
                continue;
            }

            var value = values[at];
            if (value.Length == 0)
            {
                continue;
            }

            var length = Encoding.UTF8.GetByteCount(value);
            output.AppendFieldHeader(LabelField, encoded.Length + MessageBuffer.FieldLength(length));
            output.Append(encoded);
            output.AppendFieldHeader(ValueField, length);
            output.Advance(Encoding.UTF8.GetBytes(value, output.GetSpan(length)));
        }
    }

    /// <summary>
    /// A label of the family's own that is called like one of the identity's is renamed, as Prometheus does in a scrape
    /// (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config, honor_labels).
    /// </summary>
    private static string ExportedName(string name, ReadOnlySpan<string> names)
    {
        if (name is not ("job" or "instance"))
        {
            return name;
        }

        do
        {
            name = "exported_" + name;
        }
        while (names.Contains(name));

        return name;
    }

    private static byte[] Field(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content)
    {
        var buffer = new MessageBuffer();
        buffer.AppendField(field, content);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A label with a constant value, or with the value at an index.</summary>
    private sealed record NamedLabel(string Name, string? Constant, int Index);

    /// <summary>A whole label if it has no index, else the name of one whose value is at this index.</summary>
    private sealed record Label(byte[] Encoded, int? Index);
}
