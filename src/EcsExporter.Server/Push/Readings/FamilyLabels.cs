// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// Prepares the labels of one family's series: sorted by name together with <c>__name__</c>, <c>job</c> and <c>instance</c>, and encoded except for
/// the values and the instance.
/// </summary>
internal sealed class FamilyLabels
{
    // Fields of prometheus.TimeSeries and prometheus.Label (prompb/types.proto).
    private const int LabelField = 1;
    private const int NameField = 1;
    private const int ValueField = 2;

    private const string InstanceLabel = "instance";

    /// <summary>The index of the label <c>instance</c>, which differs between the tasks of a host.</summary>
    private const int InstanceIndex = -1;

    private readonly List<Label> _labels = [];

    /// <param name="family">The family's name.</param>
    /// <param name="names">The names of the family's labels.</param>
    /// <param name="job">The label <c>job</c>.</param>
    public FamilyLabels(string family, ReadOnlySpan<string> names, string job)
    {
        List<NamedLabel> all = [new("__name__", family, 0), new("job", job, 0), new(InstanceLabel, null, InstanceIndex)];
        for (var i = 0; i < names.Length; i++)
        {
            all.Add(new NamedLabel(ExportedName(names[i], names), null, i));
        }

        // Remote write requires labels in the byte order of their names. Label names are ASCII.
        foreach (var (name, constant, index) in all.OrderBy(label => label.Name, StringComparer.Ordinal))
        {
            var encoded = index == InstanceIndex ? [] : Field(NameField, name);
            _labels.Add(constant is null ? new Label(encoded, index) : new Label(Field(LabelField, [.. encoded, .. Field(ValueField, constant)]), null));
        }
    }

    /// <summary>Encodes the label <c>instance</c> as a field of a <c>TimeSeries</c>.</summary>
    public static byte[] EncodeInstance(string instance) => Field(LabelField, [.. Field(NameField, InstanceLabel), .. Field(ValueField, instance)]);

    /// <summary>Appends the labels of a series as repeated fields of a <c>TimeSeries</c>. A label with an empty value is omitted.</summary>
    /// <param name="output">Receives the fields.</param>
    /// <param name="instance">The result of <see cref="EncodeInstance"/>.</param>
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
    /// Renames a label of the family that is named <c>job</c> or <c>instance</c>, as Prometheus does in a scrape
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

    /// <summary>Holds a label with a constant value, or with the value at an index.</summary>
    private sealed record NamedLabel(string Name, string? Constant, int Index);

    /// <summary>Holds an encoded label if there is no index, otherwise the encoded name of the label whose value is at the index.</summary>
    private sealed record Label(byte[] Encoded, int? Index);
}
