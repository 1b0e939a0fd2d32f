// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Model;
using MetricType = EcsExporter.Metrics.MetricType;

namespace EcsExporter.Tests.Exposition;

public sealed class ProtobufTests
{
    [Theory]
    [InlineData("fargate")]
    [InlineData("windows")]
    public void Write_APayload_DecodesToTheSeriesAndValuesOfTheText(string payload)
    {
        var snapshot = Payload.Read(payload);
        var families = Decode(Rendering.Everything(), snapshot);

        Assert.Equal(
            Rendering.Text(Rendering.Everything(), snapshot).Split('\n').Where(line => line.Length > 0 && line[0] != '#'),
            families.SelectMany(Lines));
        Assert.All(families, family => Assert.NotEmpty(family.Help));
    }

    [Fact]
    public void Write_TextOfAnyLengthAndKind_ComesBack()
    {
        string[] labels = ["", "a\"b\\c\n", "日本語 🎉", new string('x', 127), new string('y', 128), new string('z', 20_000)];
        var registry = new MetricRegistry<TaskSnapshot>(
            [new MetricFamily<TaskSnapshot>(
                "x_total", MetricType.Counter, "Help \\ with \"all\" \n kinds.", ["a"], (_, samples) => Array.ForEach(labels, label => samples.Add(label, 1)))],
            []);

        var family = Assert.Single(Decode(registry, Payload.Read("minimal")));

        Assert.Equal("Help \\ with \"all\" \n kinds.", family.Help);
        Assert.Equal(Schema.MetricType.Counter, family.Type);
        Assert.Equal(labels, family.Metric.Select(metric => Assert.Single(metric.Label).Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(5e-324)]
    [InlineData(1.7976931348623157e308)]
    public void Write_AnyValue_KeepsItsBits(double value)
    {
        var declaration = new MetricFamily<TaskSnapshot>("x", MetricType.Gauge, "Help.", [], (_, samples) => samples.Add(value));
        var registry = new MetricRegistry<TaskSnapshot>([declaration], []);

        var family = Assert.Single(Decode(registry, Payload.Read("minimal")));

        Assert.True(family.HasType);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(Assert.Single(family.Metric).Gauge.Value));
    }

    private static List<Schema.MetricFamily> Decode(MetricRegistry<TaskSnapshot> registry, TaskSnapshot snapshot)
    {
        ArrayBufferWriter<byte> output = new();
        ExpositionFormat.Protobuf.For(registry).Write(snapshot, output);
        using MemoryStream stream = new(output.WrittenSpan.ToArray());
        List<Schema.MetricFamily> families = [];
        while (stream.Position < stream.Length)
        {
            families.Add(Schema.MetricFamily.Parser.ParseDelimitedFrom(stream));
        }

        return families;
    }

    /// <summary>A family's samples as the text format writes them.</summary>
    private static IEnumerable<string> Lines(Schema.MetricFamily family) => family.Metric.Select(metric =>
    {
        var labels = string.Join(',', metric.Label.Select(label => $"{label.Name}=\"{Escape(label.Value)}\""));
        Span<byte> value = stackalloc byte[FloatFormatter.MaxLength];
        var length = FloatFormatter.Write(family.Type == Schema.MetricType.Counter ? metric.Counter.Value : metric.Gauge.Value, value);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{family.Name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {System.Text.Encoding.UTF8.GetString(value[..length])}");
    });

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
