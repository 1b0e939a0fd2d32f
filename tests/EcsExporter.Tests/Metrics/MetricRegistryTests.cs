// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.Metrics;

public sealed class MetricRegistryTests
{
    [Fact]
    public void Families_DeclaredInAnyOrder_AreInOrdinalOrder() =>
        Assert.Equal(
            ["ecs_a", "ecs_a_total", "ecs_ab", "process_b", "zz"],
            new MetricRegistry<TaskSnapshot>([Of("zz"), Of("ecs_ab"), Of("ecs_a_total"), Of("process_b"), Of("ecs_a")], [])
                .Families.Select(family => family.Name));

    [Fact]
    public void New_FamilyDeclaredTwice_NamesIt()
    {
        var error = Assert.Throws<ArgumentException>(() => new MetricRegistry<TaskSnapshot>([Of("ecs_b"), Of("ecs_a"), Of("ecs_b")], []));
        Assert.Equal("The metric ecs_b is declared twice", error.Message);
    }

    [Fact]
    public void New_CommonLabelThatAFamilyHas_NamesBoth()
    {
        var error = Assert.Throws<LabelClashException>(
            () => new MetricRegistry<TaskSnapshot>([Of("ecs_a", "x"), Of("ecs_b", "cluster")], [Common("cluster", "--metrics.label=cluster=c")]));
        Assert.Equal("--metrics.label=cluster=c clashes with the label 'cluster' of the metric ecs_b", error.Message);
    }

    [Fact]
    public void New_TwoCommonLabelsOfOneName_NamesBoth()
    {
        var error = Assert.Throws<LabelClashException>(
            () => new MetricRegistry<TaskSnapshot>([Of("ecs_a")], [Common("x", "first"), Common("y", "other"), Common("x", "second")]));
        Assert.Equal("second clashes with first: both set the label 'x'", error.Message);
    }

    [Fact]
    public void New_CommonLabelAboutTheTask_LeavesFamiliesThatHaveItTheirOwn()
    {
        var registry = new MetricRegistry<TaskSnapshot>(
            [Of("ecs_exporter_build_info", "version"), Of("dotnet_info", "version"), Of("ecs_b", "version"), Of("ecs_a")],
            [Common("version", "o", aboutTask: true)]);
        Assert.Equal(["version"], registry.Families.Single(family => family.Name == "ecs_a").LabelNames.ToArray());
    }

    [Fact]
    public void Collect_CommonLabels_AreMergedInOrdinalOrder() =>
        Assert.Equal(
            """
            # HELP ecs_a h
            # TYPE ecs_a gauge
            ecs_a{Upper="u",alpha="f",b="1",m="2",zeta="c"} 1
            # HELP ecs_exporter_x h
            # TYPE ecs_exporter_x gauge
            ecs_exporter_x{Upper="u",zeta="c"} 1
            # HELP process_x h
            # TYPE process_x gauge
            process_x{Upper="u",k="1",zeta="c"} 1

            """,
            Rendering.Text(
                new MetricRegistry<TaskSnapshot>(
                    [Of("process_x", "k"), Of("ecs_exporter_x"), Of("ecs_a", "b", "m")],
                    [
                        new CommonLabel<TaskSnapshot>("zeta", "o", snapshot => snapshot.Task!.Cluster!),
                        new CommonLabel<TaskSnapshot>("alpha", "o", snapshot => snapshot.Task!.Family!) { IsAboutTask = true },
                        new CommonLabel<TaskSnapshot>("Upper", "o", _ => "u"),
                    ]),
                Payload.Read("minimal")));

    [Fact]
    public void Collect_FamiliesWithFewerLabelsAfterOnesWithMore_ShowOnlyTheirOwn() =>
        Assert.Equal(
            """
            # HELP a h
            # TYPE a gauge
            a{x="1",y="2",z="3"} 1
            # HELP b h
            # TYPE b gauge
            b{y="1"} 1
            # HELP c h
            # TYPE c gauge
            c 1

            """,
            Rendering.Text(Of("a", "x", "y", "z"), Of("b", "y"), Of("c")));

    [Fact]
    public void Collect_EveryOverload_PutsValuesUnderTheirNames() =>
        Assert.Equal(
            """
            # HELP a h
            # TYPE a gauge
            a{c="common",d="1"} 1
            a{c="common",d="2"} 2
            # HELP b h
            # TYPE b gauge
            b{a="1",c="common",d="2"} 3
            b{a="1",c="common",d="3"} 4
            # HELP e h
            # TYPE e gauge
            e{c="common"} 5

            """,
            Rendering.Text(
                new MetricRegistry<TaskSnapshot>(
                    [
                        new MetricFamily<TaskSnapshot>("a", MetricType.Gauge, "h", ["d"], (_, samples) =>
                        {
                            samples.Add("1", 1);
                            samples.Add(["2"], 2);
                        }),
                        new MetricFamily<TaskSnapshot>("b", MetricType.Gauge, "h", ["a", "d"], (_, samples) =>
                        {
                            samples.Add(["1", "2"], 3);
                            samples.Add(["1", "x"], null);
                            samples.Add(["1", "3"], 4);
                        }),
                        new MetricFamily<TaskSnapshot>("e", MetricType.Gauge, "h", [], (_, samples) => samples.Add(5)),
                    ],
                    [Common("c", "o", value: "common")]),
                Payload.Read("minimal")));

    [Theory]
    [InlineData("present", "a{part=\"whole\"} 7\nb{part=\"whole\"} 1\n")]
    [InlineData(null, "b{part=\"whole\"} 1\n")]
    public void Collect_FamilyOfAPartOfTheScrape_ReadsItWhereThereIsOne(string? part, string expected)
    {
        var registry = new MetricRegistry<Tuple<string, string?>>(
            [
                new MetricFamily<string>("a", MetricType.Gauge, "h", [], (text, samples) => samples.Add(text.Length))
                    .From((Tuple<string, string?> scrape) => scrape.Item2),
                new MetricFamily<Tuple<string, string?>>("b", MetricType.Gauge, "h", [], (_, samples) => samples.Add(1)),
            ],
            [new CommonLabel<string>("part", "o", text => text).From((Tuple<string, string?> scrape) => scrape.Item1)]);
        ArrayBufferWriter<byte> output = new();

        ExpositionFormat.Text.For(registry).Write(Tuple.Create("whole", part), output);

        Assert.Equal(
            expected,
            string.Concat(
                Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line + "\n")));
    }

    private static MetricFamily<TaskSnapshot> Of(string name, params string[] labels) =>
        new(name, MetricType.Gauge, "h", labels, (_, samples) => samples.Add([.. labels.Select((_, index) => $"{index + 1}")], 1));

    private static CommonLabel<TaskSnapshot> Common(string name, string origin, bool aboutTask = false, string value = "v") =>
        new(name, origin, _ => value) { IsAboutTask = aboutTask };
}
