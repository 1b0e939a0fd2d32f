// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

/// <summary>Tests parameters, limits and pages of the actions against the Amazon ECS API Reference.</summary>
public sealed class ActionTests
{
    [Theory]
    [InlineData("ListServices", """{"cluster":"other"}""", "ClusterNotFoundException")]
    [InlineData("ListServices", "{}", "ClusterNotFoundException")]
    [InlineData("ListServices", """{"cluster":"arn:aws:ecs:eu-west-1:123456789012:cluster/demo"}""", "ClusterNotFoundException")]
    [InlineData("ListServices", """{"cluster":"demo","maxResults":0}""", "InvalidParameterException")]
    [InlineData("ListServices", """{"cluster":"demo","maxResults":101}""", "InvalidParameterException")]
    [InlineData("ListServices", """{"cluster":"demo","maxResults":1.5}""", "InvalidParameterException")]
    [InlineData("ListServices", """{"cluster":"demo","nextToken":"nonsense"}""", "InvalidParameterException")]
    [InlineData("ListServices", """{"cluster":"demo","nextToken":"TGlzdFRhc2tzfGE="}""", "InvalidParameterException")] // a token of ListTasks
    [InlineData("ListServices", """{"cluster":7}""", "SerializationException")]
    [InlineData("ListTasks", """{"cluster":"demo","serviceName":"other"}""", "ServiceNotFoundException")]
    [InlineData("ListTasks", """{"cluster":"demo","desiredStatus":"GONE"}""", "InvalidParameterException")]
    [InlineData("ListTasks", """{"cluster":"demo","startedBy":"x","family":"web"}""", "InvalidParameterException")]
    [InlineData("ListContainerInstances", """{"cluster":"demo","filter":"agentConnected==true"}""", "InvalidParameterException")]
    [InlineData("DescribeServices", """{"cluster":"demo"}""", "InvalidParameterException")]
    [InlineData("DescribeServices", """{"cluster":"demo","services":["1","2","3","4","5","6","7","8","9","10","11"]}""", "InvalidParameterException")]
    [InlineData("DescribeTasks", """{"cluster":"demo","tasks":[]}""", "InvalidParameterException")]
    [InlineData("DescribeContainerInstances", """{"cluster":"demo"}""", "InvalidParameterException")]
    [InlineData("DescribeTaskDefinition", "{}", "InvalidParameterException")]
    [InlineData("DescribeTaskDefinition", """{"taskDefinition":"other"}""", "ClientException")]
    [InlineData("StopTask", "{}", "UnknownOperationException")]
    public async Task Call_WithWrongParameters_GetsAnError(string action, string parameters, string code)
    {
        await using var region = await StartAsync(RegionScenario.Healthy);
        using RegionClient client = new(region);

        Assert.Equal(code, (await client.TryAsync(action, JsonNode.Parse(parameters)!.AsObject())).ErrorCode);
    }

    [Theory]
    [InlineData("DescribeTasks", "tasks", "task/demo/missing")]
    [InlineData("DescribeContainerInstances", "containerInstances", "container-instance/demo/missing")]
    [InlineData("DescribeServices", "services", "service/demo/missing")]
    public async Task Describe_OfSomethingMissing_ReportsAFailure(string action, string list, string resource)
    {
        await using var region = await StartAsync(RegionScenario.Healthy);
        using RegionClient client = new(region);

        var answer = await client.CallAsync(action, new() { ["cluster"] = "demo", [list] = new JsonArray("missing") });

        Assert.Empty(answer.Items(list));
        Assert.Equal($$"""[{"arn":"arn:aws:ecs:eu-central-1:123456789012:{{resource}}","reason":"MISSING"}]""", answer.GetProperty("failures").GetRawText());
    }

    [Fact]
    public async Task DescribeClusters_WithoutNames_MeansTheDefaultCluster()
    {
        await using var region = await StartAsync(RegionScenario.Healthy);
        using RegionClient client = new(region);

        var answer = await client.CallAsync("DescribeClusters");

        Assert.Empty(answer.Items("clusters"));
        Assert.EndsWith("cluster/default", answer.Items("failures").Single().GetProperty("arn").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ListServices", "serviceArns", null, 10, 25)]
    [InlineData("ListServices", "serviceArns", 100, 100, 3)]
    [InlineData("ListTasks", "taskArns", null, 100, 3)]
    [InlineData("ListTasks", "taskArns", 7, 7, 36)]
    [InlineData("ListContainerInstances", "containerInstanceArns", null, 100, 1)]
    public async Task List_LongerThanAPage_IsReadPageByPage(string action, string list, int? maxResults, int pageLength, int pages)
    {
        await using var region = await StartAsync(RegionScenario.OfSize(251, 1, 9));
        using RegionClient client = new(region);
        JsonObject parameters = new() { ["cluster"] = "cluster-0000" };
        if (maxResults is { } results)
        {
            parameters["maxResults"] = results;
        }

        var first = (await client.CallAsync(action, parameters)).Strings(list);
        var all = await client.ListAsync(action, list, parameters);

        var expected = region.Read(model => list switch
        {
            "serviceArns" => model.Clusters[0].Services.Select(static service => service.Arn).ToList(),
            "taskArns" => [.. model.Clusters[0].Tasks.Select(static task => task.Arn)],
            _ => [.. model.Clusters[0].Instances.Select(static instance => instance.Arn)],
        });
        Assert.Equal(Math.Min(pageLength, expected.Count), first.Count);
        Assert.Equal(expected.Order(StringComparer.Ordinal), all);
        Assert.Equal(1 + pages, region.Requests.Count);
    }

    [Theory]
    [InlineData("""{}""", "api api api api api log-agent log-agent log-agent")]
    [InlineData("""{"serviceName":"api"}""", "api api api api api")]
    [InlineData("""{"family":"log-agent"}""", "log-agent log-agent log-agent")]
    [InlineData("""{"launchType":"EXTERNAL"}""", "factory")]
    [InlineData("""{"launchType":"MANAGED_INSTANCES"}""", "managed")]
    [InlineData("""{"launchType":"FARGATE"}""", "odd-labels")]
    [InlineData("""{"desiredStatus":"PENDING"}""", "")]
    public async Task ListTasks_WithAFilter_ListsThoseThatMatch(string parameters, string expected)
    {
        await using var region = await StartAsync(RegionScenario.Demo);
        using RegionClient client = new(region);
        var filter = JsonNode.Parse(parameters)!.AsObject();
        filter["cluster"] = "platform";

        var arns = await client.ListAsync("ListTasks", "taskArns", filter);

        var families = region.Read(model => model.Cluster("platform").Tasks.ToDictionary(static task => task.Arn, static task => task.Definition.Family));
        var found = arns.Select(arn => families[arn]).Where(family => filter.Count > 1 || family is "api" or "log-agent").Order(StringComparer.Ordinal);
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public async Task ListTasks_OfAContainerInstance_ListsWhatRunsThere()
    {
        await using var region = await StartAsync(RegionScenario.Demo);
        using RegionClient client = new(region);
        var (instance, expected) = region.Read(static model =>
        {
            var instance = model.Cluster("platform").Instances[0];
            return (instance.Id, model.Cluster("platform").Tasks.Where(task => task.Instance == instance).Select(static task => task.Arn).ToList());
        });

        var arns = await client.ListAsync("ListTasks", "taskArns", new() { ["cluster"] = "platform", ["containerInstance"] = instance });

        Assert.NotEmpty(arns);
        Assert.Equal(expected.Order(StringComparer.Ordinal), arns);
    }

    [Fact]
    public async Task Include_WithoutTags_LeavesThemOut()
    {
        await using var region = await StartAsync(RegionScenario.Healthy);
        using RegionClient client = new(region);

        var plain = await client.CallAsync("DescribeServices", new() { ["cluster"] = "demo", ["services"] = new JsonArray("web") });
        var tagged = await client.CallAsync(
            "DescribeServices", new() { ["cluster"] = "demo", ["services"] = new JsonArray("web"), ["include"] = new JsonArray("TAGS") });

        Assert.Equal("[]", plain.Items("services")[0].GetProperty("tags").GetRawText());
        Assert.Equal("""[{"key":"team","value":"shop"}]""", tagged.Items("services")[0].GetProperty("tags").GetRawText());
    }

    [Theory]
    [InlineData("web", 8)]
    [InlineData("web:7", 7)]
    [InlineData("arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7", 7)]
    public async Task DescribeTaskDefinition_ByAName_FindsTheRevision(string name, int revision)
    {
        await using var region = await StartAsync(RegionScenario.Healthy);
        using RegionClient client = new(region);
        region.Change(static model => model.Cluster("demo").Service("web").Deploy());

        var definition = (await client.CallAsync("DescribeTaskDefinition", new() { ["taskDefinition"] = name })).GetProperty("taskDefinition");

        Assert.Equal(revision, definition.GetProperty("revision").GetInt32());
        var environment = definition.Items("containerDefinitions").SelectMany(static container => container.Items("environment")).ToList();
        Assert.NotEmpty(environment);
        Assert.All(environment, static variable => Assert.StartsWith(
            RegionTaskDefinition.SecretMarker, variable.GetProperty("value").GetString(), StringComparison.Ordinal));
    }

    private static Task<SimulatedRegion> StartAsync(RegionScenario scenario) =>
        SimulatedRegion.StartAsync(new SimulatedRegionOptions { Scenario = scenario, Throttle = false }, TestContext.Current.CancellationToken);
}
