// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.Exposition;

public sealed class TextFormatTests
{
    [Fact]
    public void ContentType_IsTheTextFormats() =>
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", ExpositionFormat.Text.ContentType);

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("say \"it\"", "say \"it\"")]
    [InlineData("\\\n", @"\\\n")]
    [InlineData("grün 雪 🚀", "grün 雪 🚀")]
    public void Write_Help_EscapesBackslashAndLineFeedOnly(string help, string expected) =>
        Assert.Equal($"# HELP x {expected}\n# TYPE x gauge\nx 1\n", Rendering.Text(Family("x", help, [], [])));

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("say \"it\"", "say \\\"it\\\"")]
    [InlineData("\"\\\n\"", "\\\"\\\\\\n\\\"")]
    [InlineData("C:\\dir\\", "C:\\\\dir\\\\")]
    [InlineData("tab\tand\rreturn", "tab\tand\rreturn")]
    [InlineData("[{}],=", "[{}],=")]
    [InlineData("grün 雪 🚀", "grün 雪 🚀")]
    public void Write_LabelValue_EscapesBackslashLineFeedAndQuote(string value, string expected) =>
        Assert.Equal($"# HELP x h\n# TYPE x gauge\nx{{l=\"{expected}\"}} 1\n", Rendering.Text(Family("x", "h", ["l"], [value])));

    [Theory]
    [InlineData("half [", "half ?")]
    [InlineData("] half", "? half")]
    [InlineData("[\"]", "?\\\"?")]
    [InlineData("[\n]\\", "?\\n?\\\\")]
    public void Write_LoneSurrogates_AreReplacementCharacters(string pattern, string expected)
    {
        // The brackets stand for the halves of a surrogate pair, because xunit replaces a lone half in the data of a theory.
        var value = pattern.Replace('[', '\ud83d').Replace(']', '\ude80');
        Assert.Equal(
            $"# HELP x h\n# TYPE x gauge\nx{{l=\"{expected.Replace('?', '\ufffd')}\"}} 1\n",
            Rendering.Text(Family("x", "h", ["l"], [value])));
    }

    [Fact]
    public void Write_Counter_SaysSo() =>
        Assert.Equal(
            "# HELP x_total h\n# TYPE x_total counter\nx_total 3\n",
            Rendering.Text(new MetricFamily<TaskSnapshot>("x_total", MetricType.Counter, "h", [], (_, samples) => samples.Add(3))));

    [Fact]
    public void Write_SeveralLabelsAndSamples_OneHeaderAndCommasBetween() =>
        Assert.Equal(
            """
            # HELP x h
            # TYPE x gauge
            x{a="1",b="2",c="3"} 4.5
            x{a="1",b="3",c="3"} 1e+06

            """,
            Rendering.Text(new MetricFamily<TaskSnapshot>("x", MetricType.Gauge, "h", ["a", "b", "c"], (_, samples) =>
            {
                samples.Add(["1", "2", "3"], 4.5);
                samples.Add(["1", "3", "3"], 1e6);
            })));

    [Fact]
    public void Write_FamilyWithoutSamples_LeavesNoTrace() =>
        Assert.Equal(
            "# HELP b h\n# TYPE b gauge\nb 1\n",
            Rendering.Text(
                new MetricFamily<TaskSnapshot>("a", MetricType.Gauge, "h", [], (_, samples) => samples.Add(null)),
                Family("b", "h", [], []),
                new MetricFamily<TaskSnapshot>("c", MetricType.Gauge, "h", ["l"], (_, samples) => samples.Add("v", null)),
                new MetricFamily<TaskSnapshot>("d", MetricType.Gauge, "h", ["l"], (_, _) => { })));

    [Fact]
    public void Write_NothingAtAll_IsEmpty() => Assert.Equal("", Rendering.Text());

    [Fact]
    public void Write_VeryLongTexts_AreWhole()
    {
        var value = string.Concat(Enumerable.Repeat("雪\"", 100_000));
        Assert.Equal(
            $"# HELP x h\n# TYPE x gauge\nx{{l=\"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"}} 1\n",
            Rendering.Text(Family("x", "h", ["l"], [value])));
    }

    private static MetricFamily<TaskSnapshot> Family(string name, string help, string[] labels, string[] values) =>
        new(name, MetricType.Gauge, help, labels, (_, samples) => samples.Add(values, 1));
}
