// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EcsExporter.Fuzz;

/// <summary>
/// Rewrites a JSON document with random damage, so that it stays JSON: values are removed, null, of another type, huge, negative, repeated or in
/// another order, and names are not valid text.
/// </summary>
internal sealed class JsonMutator(Random random, double rate)
{
    private static readonly string[] Junk =
    [
        "null", "{}", "[]", "\"None\"", "\"\"", "0", "1", "-1", "-0.5", "1.5", "true", "false", "[null]", "[{}]", "{\"a\":[]}", "[[[]]]",
        "9223372036854771712", "9223372036854772000", "18446744073709551615", "18446744073709552000", "1e400", "-1e400", "5e-324",
        "\"0001-01-01T00:00:00Z\"", "\"1970-01-01T00:00:00Z\"", "\"9999-12-31T23:59:60Z\"", "\"a\\\"b\\\\c\\nd\"", "\"\\ud800\"", "\"\\udc00x\"",
        "\"\ue000\"", "\"🚀\"", "\"\\u0000\"", "\"eth0\"", "\"awsvpc\"", "\"bridge\"", "\"RUNNING\"", "\"/\"",
    ];

    private static readonly string[] Names =
        ["", "\\ud800", "\ue000", "🚀", "a\\\"b\\\\\\n", "Name", "DockerId", "eth0", "op", "value", "anon", "total_cache", "read", "usage"];

    private readonly StringBuilder _text = new();

    /// <summary>The damaged document.</summary>
    public string Mutate(string json) => Mutate(Encoding.UTF8.GetBytes(json));

    /// <inheritdoc cref="Mutate(string)"/>
    public string Mutate(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = JsonDocument.Parse(utf8Json);
        _ = _text.Clear();
        Write(document.RootElement);
        return _text.ToString();
    }

    /// <summary>The same document with its containers, or the properties of its root, in another order.</summary>
    public string Shuffle(string json, string? list)
    {
        ArrayBufferWriter<byte> output = new();
        using (var document = JsonDocument.Parse(json))
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var property in list is null ? Shuffled(document.RootElement.EnumerateObject()) : [.. document.RootElement.EnumerateObject()])
            {
                if (list is null || property.Name != list || property.Value.ValueKind != JsonValueKind.Array)
                {
                    property.WriteTo(writer);
                    continue;
                }

                writer.WriteStartArray(list);
                Array.ForEach(Shuffled(property.Value.EnumerateArray()), element => element.WriteTo(writer));
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private void Write(JsonElement value)
    {
        if (Happens())
        {
            _ = _text.Append(Junk[random.Next(Junk.Length)]);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteItems('{', value.EnumerateObject().ToArray(), '}', property =>
                {
                    _ = _text.Append('"').Append(Happens() ? Names[random.Next(Names.Length)] : property.Name).Append("\":");
                    Write(property.Value);
                });
                break;
            case JsonValueKind.Array:
                WriteItems('[', value.EnumerateArray().ToArray(), ']', Write);
                break;
            default:
                _ = _text.Append(value.GetRawText());
                break;
        }
    }

    private void WriteItems<T>(char open, T[] items, char close, Action<T> write)
    {
        _ = _text.Append(open);
        var first = true;
        foreach (var item in Happens() ? Shuffled(items) : items)
        {
            for (var copies = Happens() ? 2 * random.Next(2) : 1; copies > 0; copies--)
            {
                _ = first ? _text : _text.Append(',');
                first = false;
                write(item);
            }
        }

        _ = _text.Append(close);
    }

    private bool Happens() => random.NextDouble() < rate;

    private T[] Shuffled<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        random.Shuffle(all);
        return all;
    }
}
