// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics.Collectors;

/// <summary>
/// Tests the labels that identify the task when the endpoint fails or leaves out a field. An alert on <c>ecs_up</c> must name the task, and
/// <c>ecs_up</c> 0 must be the same series as <c>ecs_up</c> 1.
/// </summary>
public sealed class TaskLabelTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private const string Stats = """{"1": {"num_procs": 2, "networks": {"eth1": {"rx_bytes": 5}}}}""";

    private const string Complete = $$"""
        {
          "Cluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/shop", "TaskARN": "arn:aws:ecs:eu-west-1:111122223333:task/shop/{{Id}}",
          "Family": "checkout", "Revision": "7", "ServiceName": "web", "AvailabilityZone": "eu-west-1a", "LaunchType": "FARGATE",
          "DesiredStatus": "RUNNING", "KnownStatus": "RUNNING", "Limits": {"CPU": 0.5},
          "Containers": [{"Name": "app", "DockerId": "1", "KnownStatus": "RUNNING"}]
        }
        """;

    private const string SaysLess = """{"Cluster": "", "TaskARN": "", "KnownStatus": "STOPPED", "Containers": [{"Name": "app", "DockerId": "1"}]}""";

    private static readonly CommonLabel<TaskSnapshot>[] AllLabels = [.. TaskLabels.Choices.Select(choice => choice.Label)];

    public static TheoryData<string?, string?> Later => new()
    {
        { null, Stats },
        { null, null },
        { null, "null" },
        { Complete, null },
        { "{}", Stats },
        { SaysLess, Stats },
        { SaysLess, null },
        { SaysLess, "null" },
    };

    [Theory]
    [MemberData(nameof(Later))]
    public void TaskLabels_EndpointFailsOrSaysLess_KeepTheirValues(string? task, string? stats)
    {
        Scrape first = new(Complete, Stats, labels: AllLabels);
        Scrape later = new(task, stats, labels: AllLabels, previous: first);
        var samples = later.EndpointSamples();
        Assert.Contains(samples, sample => sample.Family == "ecs_up");
        Assert.Contains(samples, sample => sample.Family == "ecs_endpoint_up");
        Assert.Contains(samples, sample => sample.Family == "ecs_endpoint_errors_total");
        Assert.All([.. samples, .. later.Samples()], sample => Assert.Equal(
            ("checkout", "7", "web", Id), (sample["family"], sample["revision"], sample["service"], sample["task_id"])));

        // This family has a label of that name already: the cluster as the endpoint gives it.
        Assert.All(
            samples.Concat(later.Samples()).Where(sample => sample.Family != "ecs_task_metadata_info"), sample => Assert.Equal("shop", sample["cluster"]));
    }

    [Fact]
    public void TaskLabels_BeforeTheFirstGoodDocument_AreEmptyAndThenThere()
    {
        Scrape blind = new(null, Stats, labels: AllLabels);
        Assert.All(blind.EndpointSamples(), sample => Assert.All(AllLabels, label => Assert.Equal("", sample[label.Name])));
        Scrape good = new(Complete, Stats, labels: AllLabels, previous: blind);
        Assert.All(good.EndpointSamples(), sample => Assert.Equal(("shop", Id), (sample["cluster"], sample["task_id"])));
    }

    [Fact]
    public void Series_TaskMissing_AreAbsentAndNotStale()
    {
        Scrape first = new(Complete, Stats);
        Scrape blind = new(null, Stats, previous: first);
        Assert.Equal(["ecs_payload_anomalies_total"], blind.Samples().Select(sample => sample.Family).Distinct());
    }

    [Fact]
    public void Series_DocumentSaysLess_OnlyTheIdentityIsCarriedOn()
    {
        Scrape later = new(SaysLess, Stats, previous: new Scrape(Complete, Stats));
        Assert.Equal(
            ["""{cluster="shop",container="app",task_az="eu-west-1a",task_family="checkout",task_family_revision="7"} 2"""],
            later.Of("ecs_num_procs"));
        Assert.Equal(
            ["""{cluster="shop",container="app",network_interface="eth1",task_az="eu-west-1a",task_family="checkout",task_family_revision="7"} 5"""],
            later.Of("ecs_network_rx_bytes"));
        Assert.Equal(new Scrape(Complete, Stats).Of("ecs_task_info"), later.Of("ecs_task_info"));

        var status = later.Samples("task").Single(sample => sample.Family == "ecs_task_metadata_info");
        Assert.Equal(("", "STOPPED"), (status["desired_status"], status["known_status"]));
        Assert.Equal(
            ("arn:aws:ecs:eu-west-1:111122223333:cluster/shop", "checkout", "eu-west-1a", "FARGATE"),
            (status["cluster"], status["family"], status["availability_zone"], status["launch_type"]));
        Assert.Empty(later.Of("ecs_task_cpu_limit_vcpus"));
        Assert.Empty(later.Of("ecs_task_desired_status"));
    }
}
