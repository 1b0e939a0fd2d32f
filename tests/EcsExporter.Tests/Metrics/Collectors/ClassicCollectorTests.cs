// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;

namespace EcsExporter.Tests.Metrics.Collectors;

public sealed class ClassicCollectorTests
{
    [Fact]
    public void Write_ReferencePayload_IsTheContractToTheByte() =>
        Assert.Equal(
            TestFiles.Read("Metrics/Collectors/classic-reference.golden.txt"),
            Rendering.Text(Rendering.Only("classic"), Payload.Read("reference")),
            ignoreLineEndingDifferences: false);

    [Fact]
    public void Collector_IsOnByDefaultWith19Gauges()
    {
        var collector = Collector.All.Single(candidate => candidate.Name == "classic");
        var families = collector.Families().ToList();
        Assert.True(collector.EnabledByDefault);
        Assert.Equal(19, families.Count);
        Assert.All(families, family => Assert.Equal(MetricType.Gauge, family.Type));
    }

    [Theory]
    [InlineData("fargate", "log_router", "web")]
    [InlineData("ec2", "queue", "worker")]
    [InlineData("windows", "agent", "iis")]
    [InlineData("awsvpc", "envoy")]
    [InlineData("managed-instances", "engine", "metrics-daemon")]
    public void Write_Platform_PublishesContainersThatHaveStats(string payload, params string[] containers) =>
        Assert.Equal(containers, Samples(payload).Where(sample => sample.Family == "ecs_num_procs").Select(sample => sample["container"]));

    [Fact]
    public void Write_Limits_AreRawSentinelsIncluded() =>
        Assert.Equal([18446744073709551615d, 18446744073709551615d], Values("managed-instances", "ecs_mem_limit"));

    [Fact]
    public void Write_CpuOnWindows_IsRaw() => Assert.Equal([781250000d, 36421875000d], Values("windows", "ecs_cpu_total"));

    [Theory]
    [InlineData("windows", "ecs_cpu_system")]
    [InlineData("windows", "ecs_cpu_num_online")]
    [InlineData("windows", "ecs_mem_limit")]
    [InlineData("windows", "ecs_mem_total")]
    [InlineData("windows", "ecs_network_rx_rate")]
    [InlineData("ec2", "ecs_mem_usage")]
    [InlineData("awsvpc", "ecs_network_rx_bytes")]
    public void Write_SourceFieldAbsent_FamilyAbsent(string payload, string family) =>
        Assert.DoesNotContain(Samples(payload), sample => sample.Family == family);

    [Fact]
    public void Write_SeveralInterfaces_OneSeriesEachInOrder() =>
        Assert.Equal(
            ["agent Ethernet 3", "iis 6a1f0c8e-2f5b-4c1d-9b1e-5d0c4b3a2f10", "iis Ethernet 3"],
            Samples("windows").Where(
                sample => sample.Family == "ecs_network_tx_bytes").Select(sample => $"{sample["container"]} {sample["network_interface"]}"));

    [Theory]
    [InlineData("fargate", "shop")]
    [InlineData("ec2", "batch")]
    public void Write_ClusterLabel_IsTheNameOnEveryPlatform(string payload, string cluster) =>
        Assert.All(Samples(payload), sample => Assert.Equal(cluster, sample["cluster"]));

    [Fact]
    public void Write_InternalContainersIncluded_ThePauseContainerIsThere() =>
        Assert.Equal(
            ["envoy", "~internal~ecs~pause"],
            ExpositionText.Parse(Rendering.Text(Rendering.Only("classic"), Payload.Read("awsvpc", includeInternal: true)))
                .Where(sample => sample.Family == "ecs_cpu_total").Select(sample => sample["container"]));

    [Fact]
    public void Write_TaskWithoutAnyName_LabelsAreEmptyNotAbsent() =>
        Assert.Equal(
            "ecs_num_procs{cluster=\"\",container=\"a\",task_az=\"\",task_family=\"\",task_family_revision=\"\"} 1",
            ExpositionText.Parse(Rendering.Text(
                Rendering.Only("classic"),
                new DocumentReader().Snapshot("""{"Containers":[{"Name":"a","DockerId":"1"}]}""", """{"1":{"num_procs":1}}"""))).Single().ToString());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_OneDocumentMissing_NoSeriesNoError(bool taskIsMissing) =>
        Assert.Equal("", Rendering.Text(
            Rendering.Only("classic"),
            new DocumentReader().Snapshot(taskIsMissing ? null : Payload.Task("fargate"), taskIsMissing ? Payload.Stats("fargate") : null)));

    private static IReadOnlyList<ParsedSample> Samples(string payload) =>
        ExpositionText.Parse(Rendering.Text(Rendering.Only("classic"), Payload.Read(payload)));

    private static IEnumerable<double> Values(string payload, string family) =>
        Samples(payload).Where(sample => sample.Family == family).Select(sample => sample.Value);
}
