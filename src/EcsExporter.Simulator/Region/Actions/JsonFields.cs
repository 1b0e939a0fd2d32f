// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>Writes fields that several answers share.</summary>
internal static class JsonFields
{
    /// <summary>Writes a timestamp as AWS JSON 1.1 does: seconds since 1970 with milliseconds.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset instant) =>
        json.WriteNumber(name, instant.ToUnixTimeMilliseconds() / 1000m);

    public static void WriteTags(this Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags, bool included)
    {
        json.WriteStartArray("tags");
        if (included)
        {
            foreach (var (key, value) in tags)
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WriteString("value", value);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an element with a name and a value, such as a detail of an attachment.</summary>
    public static void WritePair(this Utf8JsonWriter json, string name, string? value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        if (value is not null)
        {
            json.WriteString("value", value);
        }

        json.WriteEndObject();
    }

    public static void WriteEmptyArrays(this Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }
}
