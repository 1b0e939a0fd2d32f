// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.Exposition;

public sealed class OpenMetricsTests
{
    public static TheoryData<double, string> Values => new()
    {
        { 0, "0.0" },
        { 1, "1.0" },
        { -1, "-1.0" },
        { 999999, "999999.0" },
        { 1e6, "1e+06" },
        { 0.5, "0.5" },
        { 1e-5, "1e-05" },
        { double.NaN, "NaN" },
        { double.PositiveInfinity, "+Inf" },
        { double.NegativeInfinity, "-Inf" },
    };

    [Fact]
    public void Write_CountersAndGauges_AreNamedAndEndedAsOpenMetricsAsks() =>
        Assert.Equal(
            """
            # HELP a_bytes Gauge with \"quotes\", \\ and \n.
            # TYPE a_bytes gauge
            a_bytes{l="\"\\\n"} 2.0
            # HELP b_seconds Counter.
            # TYPE b_seconds counter
            b_seconds_total 3.5
            # EOF

            """,
            Write(
                new MetricFamily<TaskSnapshot>("b_seconds_total", MetricType.Counter, "Counter.", [], (_, samples) => samples.Add(3.5)),
                new MetricFamily<TaskSnapshot>(
                    "a_bytes", MetricType.Gauge, "Gauge with \"quotes\", \\ and \n.", ["l"], (_, samples) => samples.Add("\"\\\n", 2)),
                new MetricFamily<TaskSnapshot>("c", MetricType.Gauge, "No sample, no trace.", [], (_, _) => { })));

    [Fact]
    public void Write_NoSampleAtAll_IsTheEndAlone() => Assert.Equal("# EOF\n", Write());

    [Theory]
    [MemberData(nameof(Values))]
    public void Write_AnyValue_LooksLikeAFloat(double value, string expected)
    {
        var family = new MetricFamily<TaskSnapshot>("x", MetricType.Gauge, "Help.", [], (_, samples) => samples.Add(value));
        Assert.Contains($"\nx {expected}\n", Write(family), StringComparison.Ordinal);
    }

    private static string Write(params MetricFamily<TaskSnapshot>[] families)
    {
        ArrayBufferWriter<byte> output = new();
        ExpositionFormat.OpenMetrics1.For(new MetricRegistry<TaskSnapshot>(families, [])).Write(Payload.Read("minimal"), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
