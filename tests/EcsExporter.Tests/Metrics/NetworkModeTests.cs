// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests the task's network mode, and whose traffic is published, when a container does not give its mode.</summary>
public sealed class NetworkModeTests
{
    private const string PauseId = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
    private const string Joins = $"container:{PauseId}";

    [Theory]
    [InlineData("EC2", "bridge", Joins, "bridge")]
    [InlineData("EC2", "default", Joins, "default")]
    [InlineData("EC2", "awsvpc", Joins, "awsvpc")]
    [InlineData("EC2", "host", Joins, "host")]
    [InlineData("EC2", null, Joins, "bridge")]
    [InlineData("EXTERNAL", null, Joins, "bridge")]
    [InlineData("", null, Joins, "bridge")]
    [InlineData("EC2", Joins, Joins, "bridge")]
    [InlineData("EC2", null, "container:~internal~ecs~pause-app", "bridge")]
    [InlineData("EC2", null, "container:unknown", "bridge")]
    [InlineData("EC2", null, "container:", "bridge")]
    [InlineData("EC2", "", "", "")]
    [InlineData("FARGATE", null, Joins, "")]
    [InlineData("MANAGED_INSTANCES", null, Joins, "")]
    [InlineData("MANAGED_INSTANCES", "daemon-bridge", "daemon-bridge", "daemon-bridge")]
    [InlineData("EC2", "overlay", Joins, "overlay")]
    public void NetworkMode_ContainersThatJoinAnothersNetwork_IsTheTasksAndNeverAnId(string launchType, string? pauseMode, string appMode, string expected)
    {
        var scrape = ServiceConnect(launchType, pauseMode, appMode);
        Assert.Equal(expected, scrape.Samples("task").Single(sample => sample.Family == "ecs_task_info")["network_mode"]);
    }

    [Theory]
    [InlineData("EC2", "bridge", Joins, NetworkScope.Container)]
    [InlineData("EC2", null, Joins, NetworkScope.Container)]
    [InlineData("EC2", "default", Joins, NetworkScope.Container)]
    [InlineData("EC2", "awsvpc", Joins, NetworkScope.Task)]
    [InlineData("EC2", "host", Joins, NetworkScope.None)]
    [InlineData("EC2", "none", Joins, NetworkScope.None)]
    [InlineData("FARGATE", null, Joins, NetworkScope.Task)]
    [InlineData("MANAGED_INSTANCES", "daemon-bridge", Joins, NetworkScope.Task)]
    [InlineData("MANAGED_INSTANCES", "daemon-bridge", "", NetworkScope.Task)]
    public void Traffic_ContainersThatJoinAnothersNetwork_IsAsTheTasksModeHasIt(string launchType, string? pauseMode, string appMode, NetworkScope expected)
    {
        var scrape = ServiceConnect(launchType, pauseMode, appMode);
        Assert.Equal(
            expected == NetworkScope.Container
                ? ["""{container_name="app",interface="eth0"} 111""", """{container_name="ecs-service-connect-Xy12z",interface="eth0"} 222"""]
                : [],
            scrape.Of("ecs_container_network_receive_bytes_total"));
        Assert.Equal(expected == NetworkScope.Task ? ["""{interface="eth0"} 222"""] : [], scrape.Of("ecs_network_receive_bytes_total"));
    }

    [Fact]
    public void NetworkMode_PauseContainersListedLast_IsTheSame()
    {
        const string Pause = """{"Name": "~internal~ecs~pause-app", "DockerId": "c", "Type": "CNI_PAUSE", "Networks": [{"NetworkMode": "bridge"}]}""";
        const string App = """{"Name": "app", "DockerId": "a", "Networks": [{"NetworkMode": "container:c"}]}""";
        foreach (var containers in (string[])[$"{Pause},{App}", $"{App},{Pause}"])
        {
            Assert.Equal("bridge", new Scrape($$"""{"LaunchType": "EC2", "Containers": [{{containers}}]}""", "{}").Snapshot.Identity.NetworkMode);
        }
    }

    [Fact]
    public void NetworkMode_PauseContainersSeenEarlier_IsWhatTheySaid()
    {
        var first = ServiceConnect("EC2", "default", Joins);
        Scrape later = new(
            """{"LaunchType": "EC2", "Containers": [{"Name": "app", "DockerId": "a", "Networks": [{"NetworkMode": "container:c"}]}]}""", "{}", previous: first);
        Assert.Equal("default", later.Snapshot.Identity.NetworkMode);
    }

    [Fact]
    public void Traffic_ManagedDaemonOfSeveralContainers_IsCountedOnce()
    {
        const string Network = "\"networks\": {\"eth0\": {\"rx_bytes\": 163710528}}";
        Scrape scrape = new(
            """
            {"LaunchType": "MANAGED_INSTANCES", "Group": "daemon:agent", "Containers": [
              {"Name": "agent", "DockerId": "1", "Networks": [{"NetworkMode": "daemon-bridge", "IPv4Addresses": ["169.254.172.2"]}]},
              {"Name": "router", "DockerId": "2", "Type": "MANAGED_DAEMON", "Networks": [{"NetworkMode": "daemon-bridge"}]},
              {"Name": "late", "DockerId": "3"}]}
            """,
            $$"""{"1": { {{Network}} }, "2": { {{Network}} }, "3": { {{Network}} } }""");
        Assert.Equal(["""{interface="eth0"} 1.63710528e+08"""], scrape.Of("ecs_network_receive_bytes_total"));
        Assert.DoesNotContain(scrape.Samples(), sample => sample.Family.StartsWith("ecs_container_network_", StringComparison.Ordinal));
    }

    /// <summary>Two containers, each with a pause container unless its mode is null.</summary>
    private static Scrape ServiceConnect(string launchType, string? pauseMode, string appMode)
    {
        var pauses = pauseMode is null
            ? ""
            : $$"""
              {"Name": "~internal~ecs~pause-app", "DockerId": "{{PauseId}}", "Type": "CNI_PAUSE", "Networks": [{"NetworkMode": "{{pauseMode}}"}]},
              {"Name": "~internal~ecs~pause-ecs-service-connect-Xy12z", "DockerId": "d", "Type": "CNI_PAUSE", "Networks": [{"NetworkMode": "{{pauseMode}}"}]},
              """;
        return new Scrape(
            $$"""
            {"LaunchType": "{{launchType}}", "Containers": [{{pauses}}
              {"Name": "app", "DockerId": "a", "Type": "NORMAL", "Networks": [{"NetworkMode": "{{appMode}}", "IPv4Addresses": [""]}]},
              {"Name": "ecs-service-connect-Xy12z", "DockerId": "b", "Type": "NORMAL", "Networks": [{"NetworkMode": "{{appMode}}", "IPv4Addresses": [""]}]}]}
            """,
            """{"a": {"networks": {"eth0": {"rx_bytes": 111}}}, "b": {"networks": {"eth0": {"rx_bytes": 222}}}}""");
    }
}
