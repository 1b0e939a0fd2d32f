// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EcsExporter.TaskMetadata.Json;

/// <summary>
/// Reads a JSON document forward and tolerantly. <c>null</c>, <c>{}</c> and the string <c>"None"</c> mean "no data". A value of an unexpected type
/// is counted as an anomaly of the current <see cref="Section"/>, skipped, and read as "no data" too. Only text that is not JSON at all throws
/// (<see cref="JsonException"/>).
/// </summary>
internal ref struct JsonCursor
{
    /// <summary>The longest text that is read. A name is a label of dozens of series, so a name of megabytes would exhaust the memory.</summary>
    private const int MaxTextBytes = 4096;

    private readonly Anomalies _anomalies;
    private readonly StringPool _strings;
    private Utf8JsonReader _reader;

    /// <summary>Starts before the first token of <paramref name="utf8Json"/>, which holds valid UTF-8.</summary>
    public JsonCursor(ReadOnlySpan<byte> utf8Json, StringPool strings, Anomalies anomalies, AnomalyKind section)
    {
        // Deep nesting is harmless: unknown values are skipped without recursion, and the reader keeps one bit per level.
        _reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        Document = utf8Json;
        _strings = strings;
        _anomalies = anomalies;
        Section = section;
        _ = _reader.Read();
    }

    /// <summary>The kind of anomaly that malformed values count as from now on.</summary>
    public AnomalyKind Section { get; set; }

    /// <summary>The whole text.</summary>
    public ReadOnlySpan<byte> Document { get; }

    /// <summary>How many anomalies this cursor has reported.</summary>
    public int Reported { get; private set; }

    /// <summary>The type of the current token.</summary>
    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>The offset of the current token.</summary>
    public readonly int TokenStart => (int)_reader.TokenStartIndex;

    /// <summary>The offset after the last byte read.</summary>
    public readonly int Position => (int)_reader.BytesConsumed;

    /// <summary>Enters an object: true when its properties can be read with <see cref="NextProperty"/>.</summary>
    public bool BeginObject() => MoveTo(JsonTokenType.StartObject);

    /// <summary>Enters an array: true when its elements can be read with <see cref="NextElement"/>.</summary>
    public bool BeginArray() => MoveTo(JsonTokenType.StartArray);

    /// <summary>
    /// Moves to the next property and returns its name; false at the end of the object. A property whose name is too long or holds half a surrogate
    /// pair counts as an anomaly and is skipped.
    /// </summary>
    public bool NextProperty(out string name)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            if (TextOfToken() is { } text)
            {
                name = text;
                return true;
            }

            Report(Section);
            _reader.Skip();
        }

        name = "";
        return false;
    }

    /// <summary>Moves to the next element; false at the end of the array.</summary>
    public bool NextElement()
    {
        _ = _reader.Read();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Counts an anomaly.</summary>
    public void Report(AnomalyKind kind)
    {
        Reported++;
        _anomalies.Add(kind);
    }

    /// <summary>The string for valid UTF-8; mostly the same instance for the same bytes.</summary>
    public readonly string Intern(ReadOnlySpan<byte> utf8) => _strings.Get(utf8);

    /// <summary>Enters the document's object.</summary>
    /// <exception cref="JsonException">The document is something else.</exception>
    public readonly void ExpectObject() => Expect(JsonTokenType.StartObject, "an object");

    /// <summary>Enters the document's array.</summary>
    /// <exception cref="JsonException">The document is something else.</exception>
    public readonly void ExpectArray() => Expect(JsonTokenType.StartArray, "an array");

    /// <summary>Reads to the end of the text.</summary>
    /// <exception cref="JsonException">Something follows the document.</exception>
    public void ExpectEnd() => _ = _reader.Read();

    /// <summary>Skips the value.</summary>
    public void Skip()
    {
        MoveToValue();
        _reader.Skip();
    }

    /// <summary>
    /// A whole number. Fractions are rounded, and larger numbers become 2^64−1: tools that pass JSON numbers through a double turn that sentinel
    /// into 18446744073709552000.
    /// </summary>
    public ulong? UInt64()
    {
        if (!MoveTo(JsonTokenType.Number))
        {
            return null;
        }

        // The conversion of a double that is too large for ulong saturates.
        return _reader.TryGetUInt64(out var whole) ? whole : (ulong?)Rounded(Number(0, double.PositiveInfinity));
    }

    /// <summary>The whole number in nested objects, at the property names of <paramref name="path"/>.</summary>
    public ulong? UInt64(scoped ReadOnlySpan<string> path)
    {
        if (path is not [var first, .. var rest])
        {
            return UInt64();
        }

        ulong? number = null;
        var inside = BeginObject();
        while (inside && NextProperty(out var name))
        {
            if (name == first)
            {
                number = UInt64(rest);
            }
            else
            {
                Skip();
            }
        }

        return number;
    }

    /// <summary>A whole number that may be negative.</summary>
    public long? Int64()
    {
        // The largest double below 2^63.
        const double Most = 9223372036854774784d;
        if (!MoveTo(JsonTokenType.Number))
        {
            return null;
        }

        return _reader.TryGetInt64(out var whole) ? whole : (long?)Rounded(Number(-Most, Most));
    }

    /// <summary>A finite number.</summary>
    public double? Double() => MoveTo(JsonTokenType.Number) ? Number(double.MinValue, double.MaxValue) : null;

    /// <summary>A Boolean.</summary>
    public bool? Boolean()
    {
        MoveToValue();
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return _reader.GetBoolean();
        }

        SkipUnexpected();
        return null;
    }

    /// <summary>A text; an empty text means "no data".</summary>
    public string? Text()
    {
        MoveToValue();
        if (_reader.TokenType != JsonTokenType.String)
        {
            SkipUnexpected();
            return null;
        }

        if (TextOfToken() is not { } text)
        {
            Report(Section);
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>
    /// A name or an id: a text, or a number, which is read as its digits, because test doubles and emulators write <c>"Revision": 7</c>. Words of a
    /// fixed set, such as a status, are read with <see cref="Text"/>, because a number cannot be one of them.
    /// </summary>
    public string? Name()
    {
        MoveToValue();
        if (_reader.TokenType != JsonTokenType.Number)
        {
            return Text();
        }

        if (NameOfNumber() is { } name)
        {
            return name;
        }

        Report(Section);
        return null;
    }

    /// <summary>A time; times up to 1970-01-01T00:00:00Z, and years that do not fit in 64-bit nanoseconds, mean "no data".</summary>
    public Timestamp? Time() => Time(out _);

    /// <summary>A time, and whether its year was 1: Go's zero time, by which the agent and Docker mean "never".</summary>
    public Timestamp? Time(out bool isZero)
    {
        isZero = false;
        MoveToValue();
        if (_reader.TokenType != JsonTokenType.String)
        {
            SkipUnexpected();
            return null;
        }

        if (_reader.ValueSpan.IsEmpty || IsNoData())
        {
            return null;
        }

        // No character of a time needs an escape, but JSON allows an escape for any character (RFC 8259, section 7).
        var text = _reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(TextOfToken() ?? "") : _reader.ValueSpan;
        if (!Timestamp.TryParse(text, out var timestamp, out isZero))
        {
            Report(Section);
            return null;
        }

        return timestamp.UnixNanoseconds > 0 ? timestamp : null;
    }

    private static double? Rounded(double? number) => number is { } value ? Math.Round(value) : null;

    /// <summary>The current number; a number out of range is an anomaly.</summary>
    private double? Number(double least, double most)
    {
        if (_reader.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Report(Section);
        return null;
    }

    /// <summary>The digits as they are written, except that 7.0 becomes 7, because some JSON writers give every number a fraction.</summary>
    private readonly string? NameOfNumber()
    {
        const double LargestExact = 1L << 53;
        return _reader.ValueSpan.IndexOfAny(".eE"u8) >= 0
            && _reader.TryGetDouble(out var number) && Math.Abs(number) < LargestExact && number == Math.Truncate(number)
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : TextOfToken();
    }

    private readonly void Expect(JsonTokenType type, string name) =>
        _ = _reader.TokenType == type ? type : throw new JsonException($"expected {name}, got {_reader.TokenType}");

    private bool MoveTo(JsonTokenType type)
    {
        MoveToValue();
        if (_reader.TokenType == type)
        {
            return true;
        }

        SkipUnexpected();
        return false;
    }

    /// <summary>Moves from a property's name to its value; in an array, the current token is the value already.</summary>
    private void MoveToValue()
    {
        if (_reader.TokenType == JsonTokenType.PropertyName)
        {
            _ = _reader.Read();
        }
    }

    private void SkipUnexpected()
    {
        if (!IsNoData())
        {
            Report(Section);
        }

        _reader.Skip();
    }

    /// <summary>Whether the current value is one by which the agent or Docker means "no data".</summary>
    public readonly bool IsNoData() => _reader.TokenType switch
    {
        JsonTokenType.Null => true,
        JsonTokenType.String => TextOfToken() is "None",
        JsonTokenType.StartObject => IsEmptyObject(),
        _ => false,
    };

    private readonly bool IsEmptyObject()
    {
        var ahead = _reader;
        return ahead.Read() && ahead.TokenType == JsonTokenType.EndObject;
    }

    /// <summary>The text of the current token. Null when it is too long, or escapes half a surrogate pair, which UTF-8 cannot encode.</summary>
    private readonly string? TextOfToken()
    {
        if (_reader.ValueSpan.Length > MaxTextBytes)
        {
            return null;
        }

        if (!_reader.ValueIsEscaped)
        {
            return _strings.Get(_reader.ValueSpan);
        }

        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
