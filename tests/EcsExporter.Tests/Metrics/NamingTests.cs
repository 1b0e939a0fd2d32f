// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests names, units, labels and help texts against the Prometheus conventions. The classic contract is exempt.</summary>
public sealed partial class NamingTests
{
    private static readonly string[] Units = ["seconds", "bytes", "ratio", "vcpus"];

    private static readonly string[] UnitsToAvoid =
    [
        "ns", "nanoseconds", "us", "microseconds", "ms", "milliseconds", "minutes", "hours", "days", "percent", "kb", "kib", "mb", "mib",
        "kilobytes", "megabytes", "mebibytes", "gigabytes", "bits",
    ];

    public static TheoryData<string> Rows => [.. Families().Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Name_EveryFamily_IsSnakeCaseWithABaseUnitLast(string name)
    {
        Assert.Matches(SnakeCase(), name);
        Assert.StartsWith("ecs_", name, StringComparison.Ordinal);
        var words = name.Split('_');
        Assert.DoesNotContain(words, UnitsToAvoid.Contains);
        Assert.DoesNotContain(words[^1], (string[])["count", "sum", "bucket"]);

        // The unit is the last word of a name, or the last word before "total".
        var quantity = words[^1] == "total" ? words[..^1] : words;
        Assert.All(quantity.SkipLast(1), word => Assert.DoesNotContain(word, Units));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Name_EveryFamily_EndsInTotalWhenItCounts(string name) =>
        Assert.Equal(Family(name).Type == MetricType.Counter, name.EndsWith("_total", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public void LabelNames_EveryFamily_AreSortedOnceAndSnakeCase(string name)
    {
        var labels = Family(name).LabelNames;
        Assert.Equal(labels.Order(StringComparer.Ordinal).Distinct(), labels);
        Assert.All(labels, label => Assert.Matches(SnakeCase(), label));

        // Prometheus or its service discovery sets these labels.
        Assert.DoesNotContain(labels, label => label is "le" or "quantile" or "job" or "instance");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Help_EveryFamily_IsOneOrTwoSentences(string name)
    {
        var help = Family(name).Help;
        Assert.EndsWith(".", help, StringComparison.Ordinal);
        Assert.InRange(SentenceEnd().Count(help), 1, 2);
        Assert.True(char.IsUpper(help[0]) || help.StartsWith("cgroup", StringComparison.Ordinal), help);
        Assert.DoesNotMatch(Untidy(), help);
    }

    [Fact]
    public void Reference_EveryFamilyOfACollector_NamesItsSource() =>
        Assert.All(
            Collector.All.SelectMany(collector => collector.Families()),
            family =>
            {
                Assert.True(family.Reference is not null, $"{family.Name} has no reference");
                Assert.NotEmpty(family.Reference.Source);
                Assert.NotEmpty(family.Reference.Platforms);
            });

    [Fact]
    public void Collectors_NamesAndDefaults_AreTheDocumentedOnes()
    {
        Assert.Equal(["blkio", "classic", "container", "cpu", "memory", "network", "pids", "task"], Names(enabledByDefault: true));
        Assert.Equal(["cpu-per-core", "memory-detail", "utilization"], Names(enabledByDefault: false));

        static IEnumerable<string> Names(bool enabledByDefault) => Collector.All
            .Where(collector => collector.EnabledByDefault == enabledByDefault)
            .Select(collector => collector.Name)
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<MetricFamily<TaskSnapshot>> Families() =>
    [
        .. Collector.All.Where(collector => collector.Name != "classic").SelectMany(collector => collector.Families()),
        .. EndpointFamilies.Of(new EndpointErrors(EndpointDocument.OfTask), new Anomalies(NullLogger.Instance)),
    ];

    private static MetricFamily<TaskSnapshot> Family(string name) => Families().Single(family => family.Name == name);

    [GeneratedRegex("^[a-z]+(?:_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();

    [GeneratedRegex(@"\.(?: (?=[A-Z])|$)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"  |\s$|\n|\\|\.\.")]
    private static partial Regex Untidy();
}
