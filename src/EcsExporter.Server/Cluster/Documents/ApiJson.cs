// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Reads an answer of the ECS API forward only. A null, and a value of another type than documented, are "no data". It does not reuse the cursor for
/// the task metadata endpoint, because that one counts anomalies by section of those documents, which every sidecar publishes.
/// </summary>
internal ref struct ApiJson
{
    private readonly TextPool _texts;
    private Utf8JsonReader _json;

    /// <summary>Starts before the first property.</summary>
    /// <exception cref="JsonException">The text does not begin with an object.</exception>
    public ApiJson(ReadOnlySpan<byte> utf8Json, TextPool texts)
    {
        _texts = texts;
        _json = new Utf8JsonReader(utf8Json);
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("the answer is not an object");
        }
    }

    /// <summary>Enters an object. Returns true when its properties can be read with <see cref="NextProperty"/>.</summary>
    public bool BeginObject() => MoveTo(JsonTokenType.StartObject);

    /// <summary>Enters an array. Returns true when its elements can be read with <see cref="NextElement"/>.</summary>
    public bool BeginArray() => MoveTo(JsonTokenType.StartArray);

    /// <summary>Moves to the next property. Returns false at the end of the object.</summary>
    public bool NextProperty() => _json.Read() && _json.TokenType != JsonTokenType.EndObject;

    /// <summary>Moves to the next element. Returns false at the end of the array.</summary>
    public bool NextElement() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    /// <summary>Whether the current property has this name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <inheritdoc cref="Is(ReadOnlySpan{byte})"/>
    public readonly bool Is(string name) => _json.ValueTextEquals(name);

    /// <summary>Returns the name of the current property, for objects whose names are data.</summary>
    public readonly string? Name() => TextOfToken();

    /// <summary>Skips the value without keeping any part of it.</summary>
    public void Skip()
    {
        MoveToValue();
        _json.Skip();
    }

    /// <summary>Reads a string. An empty string is "no data".</summary>
    public string? Text()
    {
        if (!MoveTo(JsonTokenType.String))
        {
            return null;
        }

        return TextOfToken() is { Length: > 0 } text ? text : null;
    }

    /// <summary>Reads a whole number.</summary>
    public long? Integer() => MoveTo(JsonTokenType.Number) && _json.TryGetInt64(out var number) ? number : null;

    /// <summary>Reads a number.</summary>
    public double? Number() => MoveTo(JsonTokenType.Number) && _json.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Reads a boolean.</summary>
    public bool? Boolean()
    {
        MoveToValue();
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return _json.GetBoolean();
        }

        _json.Skip();
        return null;
    }

    /// <summary>Reads a time, which the protocol writes as seconds since 1970 with a fraction.</summary>
    public DateTimeOffset? Time()
    {
        // The last second of the year 9999, the limit of DateTimeOffset.
        const double LatestSecond = 253402300799;
        return Number() is >= 0 and < LatestSecond and var seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }

    /// <summary>Checks that the answer ends here.</summary>
    /// <exception cref="JsonException">Something follows the answer.</exception>
    public void ExpectEnd() => _ = _json.Read();

    /// <summary>Returns null when an escape is half a surrogate pair, which JSON allows but a string cannot hold.</summary>
    private readonly string? TextOfToken()
    {
        if (!_json.ValueIsEscaped)
        {
            return _texts.Get(_json.ValueSpan);
        }

        try
        {
            return _json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private bool MoveTo(JsonTokenType type)
    {
        MoveToValue();
        if (_json.TokenType == type)
        {
            return true;
        }

        _json.Skip();
        return false;
    }

    /// <summary>After a property's name, moves to its value. In an array, the cursor is already at the value.</summary>
    private void MoveToValue()
    {
        if (_json.TokenType == JsonTokenType.PropertyName)
        {
            _ = _json.Read();
        }
    }
}
