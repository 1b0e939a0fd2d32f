// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.Json;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>The parameters of a call, from the JSON object that the client sent: texts, lists of texts and whole numbers.</summary>
internal sealed class Parameters
{
    /// <summary>The values by name: a text, a list of texts, or the JSON text of any other value.</summary>
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <exception cref="ApiError">The body is not a JSON object.</exception>
    public Parameters(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                _ = json.Read();
                Add(name, ref json);
            }

            // Throws if anything follows the object.
            _ = json.Read();
        }
        catch (JsonException)
        {
            throw new ApiError("SerializationException", "The request body is not a JSON object.");
        }
    }

    /// <summary>A text; null when the client left it out.</summary>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        string text => text,
        _ => throw WrongType(name),
    };

    /// <summary>A list of texts; empty when the client left it out.</summary>
    public List<string> Texts(string name) => Value(name) switch
    {
        null => [],
        List<string> texts => texts,
        _ => throw WrongType(name),
    };

    /// <summary>A whole number; <paramref name="otherwise"/> when the client left it out, null when the value is not a whole number.</summary>
    public int? Number(string name, int otherwise) => Value(name) switch
    {
        null => otherwise,
        OtherValue other => int.TryParse(other.Text, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => throw WrongType(name),
    };

    private object? Value(string name) => _values.GetValueOrDefault(name);

    private void Add(string name, ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String:
                _values[name] = json.GetString()!;
                break;
            case JsonTokenType.StartArray:
                _values[name] = ReadTexts(ref json);
                break;
            default:
                _values[name] = new OtherValue(Encoding.UTF8.GetString(json.ValueSpan));
                json.Skip();
                break;
        }
    }

    private static List<string> ReadTexts(ref Utf8JsonReader json)
    {
        List<string> texts = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String)
            {
                texts.Add(json.GetString()!);
            }
            else
            {
                json.Skip();
            }
        }

        return texts;
    }

    private static ApiError WrongType(string name) => new("SerializationException", $"{name} has the wrong type.");

    private sealed class OtherValue(string text)
    {
        public string Text => text;
    }
}
