// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.TaskMetadata;

/// <summary>Tests how values of each type are read.</summary>
public sealed class JsonCursorValueTests : JsonCursorFixture
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("9223372036854771712", "9223372036854771712")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("9223372036854772000", "9223372036854772000")]
    [InlineData("9.223372036854772e18", "9223372036854771712")]
    [InlineData("18446744073709551616", "18446744073709551615")]
    [InlineData("18446744073709552000", "18446744073709551615")]
    [InlineData("1.8446744073709552e19", "18446744073709551615")]
    [InlineData("1e400", "18446744073709551615")]
    [InlineData("1.0", "1")]
    [InlineData("1.6", "2")]
    [InlineData("1e3", "1000")]
    [InlineData("-0", "0")]
    [InlineData("-1", Anomaly)]
    [InlineData("-0.5", Anomaly)]
    [InlineData("-9223372036854775809", Anomaly)]
    [InlineData("-1e400", Anomaly)]
    [InlineData("\"1\"", Anomaly)]
    [InlineData("\"\"", Anomaly)]
    [InlineData("\"none\"", Anomaly)]
    [InlineData("true", Anomaly)]
    [InlineData("[]", Anomaly)]
    [InlineData("[1]", Anomaly)]
    [InlineData("[[{\"a\":[1]}],2]", Anomaly)]
    [InlineData("{\"a\":{\"b\":[]}}", Anomaly)]
    [InlineData("\"\\ud800\"", Anomaly)]
    [InlineData("\"\\udc00\\ud800\"", Anomaly)]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("{ \n }", NoData)]
    [InlineData("\"None\"", NoData)]
    [InlineData("\"N\\u006fne\"", NoData)]
    public void UInt64_AnyValue_IsANumberOrNoDataOrAnAnomaly(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.UInt64());

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("137", "137")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-1.0", "-1")]
    [InlineData("9223372036854775808", Anomaly)]
    [InlineData("1e400", Anomaly)]
    [InlineData("-1e400", Anomaly)]
    [InlineData("\"0\"", Anomaly)]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("\"None\"", NoData)]
    public void Int64_AnyValue_IsANumberOrNoDataOrAnAnomaly(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.Int64());

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.25", "0.25")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("1e300", "1E+300")]
    [InlineData("1e400", Anomaly)]
    [InlineData("-1e400", Anomaly)]
    [InlineData("\"NaN\"", Anomaly)]
    [InlineData("[]", Anomaly)]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("\"None\"", NoData)]
    public void Double_AnyValue_IsAFiniteNumberOrNoDataOrAnAnomaly(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.Double());

    [Theory]
    [InlineData("true", "True")]
    [InlineData("false", "False")]
    [InlineData("0", Anomaly)]
    [InlineData("\"true\"", Anomaly)]
    [InlineData("\"\\ud800\"", Anomaly)]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("\"None\"", NoData)]
    public void Boolean_AnyValue_IsATruthValueOrNoDataOrAnAnomaly(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.Boolean());

    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("\"None\"", "None")]
    [InlineData("\"a \\\"b\\\" \\n \\u00e9 \\ud83d\\ude80\"", "a \"b\" \n é 🚀")]
    [InlineData("\"é🚀\"", "é🚀")]
    [InlineData("\"\"", NoData)]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("1", Anomaly)]
    [InlineData("[\"a\"]", Anomaly)]
    [InlineData("{\"a\":\"b\"}", Anomaly)]
    [InlineData("\"\\ud83d\"", Anomaly)]
    [InlineData("\"\\ude80\\ud83d\"", Anomaly)]
    [InlineData("\"a\\ud83d b\"", Anomaly)]
    public void Text_AnyValue_IsATextOrNoDataOrAnAnomaly(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.Text());

    /// <summary>
    /// A number in place of a name is read as its digits. A text in place of a number is an anomaly, because it can be read in many ways ("0,25",
    /// "512Mi", "0x10"): an odd label does less harm than a guessed figure.
    /// </summary>
    [Theory]
    [InlineData("7", "7")]
    [InlineData("0", "0")]
    [InlineData("-7", "-7")]
    [InlineData("7.0", "7")]
    [InlineData("7e0", "7")]
    [InlineData("1E3", "1000")]
    [InlineData("7.5", "7.5")]
    [InlineData("-0.0", "0")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("1e400", "1e400")]
    [InlineData("\"7\"", "7")]
    [InlineData("\"7.0\"", "7.0")]
    [InlineData("\"a\\u0062\"", "ab")]
    [InlineData("\"None\"", "None")]
    [InlineData("\"\"", NoData)]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("true", Anomaly)]
    [InlineData("false", Anomaly)]
    [InlineData("[7]", Anomaly)]
    [InlineData("{\"a\":7}", Anomaly)]
    [InlineData("\"\\ud83d\"", Anomaly)]
    public void Name_AnyValue_IsATextOrANumbersOrNoDataOrAnAnomaly(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.Name());

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void Name_EnormousNumber_IsAnAnomaly(int digits, bool isName)
    {
        var number = new string('7', digits);
        Check(number, isName ? number : Anomaly, static (ref cursor) => cursor.Name());
    }

    [Theory]
    [InlineData("\"2026-03-02T08:15:31.403155731Z\"", "1772439331403155731")]
    [InlineData("\"2026-03-02T08\\u003a15:31.403155731Z\"", "1772439331403155731")]
    [InlineData("\"1970-01-01T00:00:00.000000001Z\"", "1")]
    [InlineData("\"1970-01-01T00:00:00Z\"", NoData)]
    [InlineData("\"1969-12-31T23:59:59.5Z\"", NoData)]
    [InlineData("\"0001-01-01T00:00:00Z\"", NoData)]
    [InlineData("\"9999-12-31T23:59:59Z\"", NoData)]
    [InlineData("\"\"", NoData)]
    [InlineData("\"None\"", NoData)]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("\"yesterday\"", Anomaly)]
    [InlineData("\"\\ud800\"", Anomaly)]
    [InlineData("1772439331", Anomaly)]
    [InlineData("[]", Anomaly)]
    public void Time_AnyValue_IsATimeOrNoDataOrAnAnomaly(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.Time()?.UnixNanoseconds);

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void Text_Enormous_IsAnAnomaly(int length, bool isText)
    {
        var text = new string('x', length);
        Check($"\"{text}\"", isText ? text : Anomaly, static (ref cursor) => cursor.Text());
    }
}
