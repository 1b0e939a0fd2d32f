// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Walks an answer of the ECS API forward. A value of another type than documented, and null, are "no data". Not the cursor of the task metadata
/// endpoint: that one counts its anomalies by section of those documents, which every sidecar publishes.
/// </summary>
internal ref struct ApiJson
{
    private readonly TextPool _texts;
    private Utf8JsonReader _json;

    /// <summary>Starts before the first token.</summary>
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

    /// <summary>Enters an object: true when its properties can be read with <see cref="NextProperty"/>.</summary>
    public bool BeginObject() => MoveTo(JsonTokenType.StartObject);

    /// <summary>Enters an array: true when its elements can be read with <see cref="NextElement"/>.</summary>
    public bool BeginArray() => MoveTo(JsonTokenType.StartArray);

    /// <summary>Goes to the next property; false at the end of the object.</summary>
    public bool NextProperty() => _json.Read() && _json.TokenType != JsonTokenType.EndObject;

    /// <summary>Goes to the next element; false at the end of the array.</summary>
    public bool NextElement() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    /// <summary>Whether the property has this name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <inheritdoc cref="Is(ReadOnlySpan{byte})"/>
    public readonly bool Is(string name) => _json.ValueTextEquals(name);

    /// <summary>The property's name, where names are data.</summary>
    public readonly string? Name() => TextOfToken();

    /// <summary>Passes over the value, whatever it is. Nothing of it is kept.</summary>
    public void Skip()
    {
        MoveToValue();
        _json.Skip();
    }

    /// <summary>A text; an empty one is "no data".</summary>
    public string? Text()
    {
        if (!MoveTo(JsonTokenType.String))
        {
            return null;
        }

        return TextOfToken() is { Length: > 0 } text ? text : null;
    }

    /// <summary>A whole number.</summary>
    public long? Integer() => MoveTo(JsonTokenType.Number) && _json.TryGetInt64(out var number) ? number : null;

    /// <summary>A number.</summary>
    public double? Number() => MoveTo(JsonTokenType.Number) && _json.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A truth value.</summary>
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

    /// <summary>A time, which the protocol writes as seconds since 1970 with a fraction.</summary>
    public DateTimeOffset? Time()
    {
        // The year 9999.
        const double LatestSecond = 253402300799;
        return Number() is >= 0 and < LatestSecond and var seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }

    /// <summary>Reads to the end of the text.</summary>
    /// <exception cref="JsonException">Something follows the answer.</exception>
    public void ExpectEnd() => _ = _json.Read();

    /// <summary>Null when escapes name half a surrogate pair: JSON allows it, text cannot hold it.</summary>
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

    /// <summary>After a property's name the value comes next; an array's element is where the cursor already stands.</summary>
    private void MoveToValue()
    {
        if (_json.TokenType == JsonTokenType.PropertyName)
        {
            _ = _json.Read();
        }
    }
}
