// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.TaskMetadata.Json;

public sealed class JsonCursorTests : JsonCursorFixture
{
    [Theory]
    [InlineData("{}", "entered")]
    [InlineData("{\"a\":1}", "entered")]
    [InlineData("null", NoData)]
    [InlineData("\"None\"", NoData)]
    [InlineData("[]", Anomaly)]
    [InlineData("1", Anomaly)]
    [InlineData("\"\\ud800\"", Anomaly)]
    public void BeginObject_AnyValue_EntersObjectsOnly(string json, string expected) =>
        Check(json, expected, static (ref cursor) =>
        {
            if (!cursor.BeginObject())
            {
                return null;
            }

            while (cursor.NextProperty(out _))
            {
                cursor.Skip();
            }

            return "entered";
        });

    [Theory]
    [InlineData("[]", "entered")]
    [InlineData("[1,[2,[]],{\"a\":[3]}]", "entered")]
    [InlineData("null", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("\"None\"", NoData)]
    [InlineData("{\"0\":1}", Anomaly)]
    [InlineData("1", Anomaly)]
    public void BeginArray_AnyValue_EntersArraysOnly(string json, string expected) =>
        Check(json, expected, static (ref cursor) =>
        {
            if (!cursor.BeginArray())
            {
                return null;
            }

            while (cursor.NextElement())
            {
                cursor.Skip();
            }

            return "entered";
        });

    [Theory]
    [InlineData("1")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[[],{},[[1]]]")]
    [InlineData("{\"a\":{\"b\":{}}}")]
    public void Skip_AnyValue_IsNoAnomaly(string json) =>
        Check(json, NoData, static (ref cursor) =>
        {
            cursor.Skip();
            return null;
        });

    [Fact]
    public void Skip_VeryDeepNesting_Passes()
    {
        const int Depth = 100_000;
        Check(
            string.Concat(Enumerable.Repeat("[{\"a\":", Depth)) + "1" + string.Concat(Enumerable.Repeat("}]", Depth)),
            NoData,
            static (ref cursor) =>
            {
                cursor.Skip();
                return null;
            });
    }

    [Fact]
    public void NextProperty_NamesWithEscapes_AreUnescaped()
    {
        var names = Names("""{"a\"b": 1, "\u0065\u0074\u0068\u0030": 2, "\ud83d\ude80": 3, "": 4, "é": 5}""");
        Assert.Equal(["a\"b", "eth0", "🚀", "", "é"], names);
        Assert.Equal(0, _anomalies[AnomalyKind.MalformedStats]);
    }

    [Fact]
    public void NextProperty_NameThatIsNoText_IsPassedOverAsAnAnomaly()
    {
        Assert.Equal(["a", "b"], Names("""{"\ud800": {"\udc00": [1]}, "a": 1, "x\udc00": 3, "b": 2, "\ud800\ud800": []}"""));
        Assert.Equal(3, _anomalies[AnomalyKind.MalformedStats]);
    }

    [Theory]
    [InlineData("""{"a": {"b": 5, "c": 6}, "x": [1]}""", "5")]
    [InlineData("""{"x": {"b": 4}, "a": {"c": {"b": 6}, "b": 5}}""", "5")]
    [InlineData("""{"a": {"b": 5}, "a": {"b": 8}}""", "8")]
    [InlineData("""{"a": {"c": 6}}""", NoData)]
    [InlineData("""{"a": {"b": null}}""", NoData)]
    [InlineData("""{"a": {}}""", NoData)]
    [InlineData("""{"a": null}""", NoData)]
    [InlineData("{}", NoData)]
    [InlineData("\"None\"", NoData)]
    [InlineData("""{"a": {"b": "5"}}""", Anomaly)]
    [InlineData("""{"a": [5]}""", Anomaly)]
    [InlineData("5", Anomaly)]
    public void UInt64_AlongAPath_IsTheNumberAtItsEnd(string json, string expected) =>
        Check(json, expected, static (ref cursor) => cursor.UInt64(["a", "b"]));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<html>")]
    [InlineData("\ufeff{}")]
    [InlineData("'a'")]
    [InlineData("NaN")]
    public void New_TextThatIsNoJson_Throws(string text) =>
        Assert.ThrowsAny<JsonException>(() => new JsonCursor(Encoding.UTF8.GetBytes(text), new StringPool(), _anomalies, AnomalyKind.MalformedTask).TokenType);

    [Theory]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":1 /* comment */}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    public void Walk_TextThatIsNoJson_Throws(string text) => Assert.ThrowsAny<JsonException>(() => Names(text));
}
