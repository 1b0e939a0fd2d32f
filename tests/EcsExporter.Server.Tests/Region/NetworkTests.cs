// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

/// <summary>Tests the addresses and ports of tasks in every network mode.</summary>
public sealed class NetworkTests
{
    private static readonly XNamespace Xml = "http://ec2.amazonaws.com/doc/2016-11-15/";

    [Theory]
    [InlineData("shop", "web", "privateDnsName privateIPv4Address", "privateIpv4Address")]
    [InlineData("shop", "edge", "ipv6Address", "ipv6Address")]
    [InlineData("platform", "managed", "privateDnsName privateIPv4Address", "privateIpv4Address")]
    public async Task Task_WithItsOwnInterface_TellsItsAddress(string cluster, string service, string details, string field)
    {
        await using var region = await StartAsync();
        var task = (await TasksAsync(region, cluster, service))[0];

        var attachment = Assert.Single(task.Items("attachments"));
        Assert.Equal(("ElasticNetworkInterface", "ATTACHED"), (attachment.GetProperty("type").GetString(), attachment.GetProperty("status").GetString()));
        var pairs = attachment.Items("details").ToDictionary(
            static detail => detail.GetProperty("name").GetString()!, static detail => detail.GetProperty("value").GetString());
        Assert.Equal(["subnetId", "networkInterfaceId", "macAddress", .. details.Split(' ')], pairs.Keys);
        Assert.All(task.Items("containers"), container =>
        {
            var network = Assert.Single(container.Items("networkInterfaces"));
            Assert.Equal(attachment.GetProperty("id").GetString(), network.GetProperty("attachmentId").GetString());
            Assert.Equal(pairs[details.Split(' ')[^1]], network.GetProperty(field).GetString());
            Assert.Equal(["attachmentId", field], network.EnumerateObject().Select(static property => property.Name));
            Assert.Empty(container.Items("networkBindings"));
        });
    }

    [Fact]
    public async Task Tasks_InBridgeMode_HaveDynamicHostPortsOfTheirInstance()
    {
        await using var region = await StartAsync();
        var tasks = await TasksAsync(region, "platform", "api");

        var bindings = tasks.SelectMany(static task => task.Items("containers").SelectMany(container => container.Items("networkBindings"))).ToList();
        Assert.Equal(5 * 3 * 2, bindings.Count); // tasks, ports, address families
        Assert.Equal(5 * 3, bindings.Select(static binding => binding.GetProperty("hostPort").GetInt32()).Distinct().Count());
        Assert.All(bindings, static binding => Assert.InRange(binding.GetProperty("hostPort").GetInt32(), 32768, 60999));
        Assert.Equal([8080, 9404, 9779], bindings.Select(static binding => binding.GetProperty("containerPort").GetInt32()).Distinct());
        Assert.All(tasks, static task => Assert.Empty(task.Items("attachments")));
        Assert.All(tasks, static task => Assert.NotEqual("", task.GetProperty("containerInstanceArn").GetString()));
    }

    [Fact]
    public async Task Tasks_InHostMode_HaveThePortsOfTheirContainers()
    {
        await using var region = await StartAsync();
        var task = (await TasksAsync(region, "platform", "log-agent"))[0];

        var ports = task.Items("containers").SelectMany(static container => container.Items("networkBindings"))
            .Select(static binding => (binding.GetProperty("containerPort").GetInt32(), binding.GetProperty("hostPort").GetInt32())).Distinct();

        Assert.Equal([(8080, 8080), (9779, 9779)], ports);
    }

    [Fact]
    public async Task Addresses_GivenByTheTest_AreServed()
    {
        var port = 40000;
        await using var region = await StartAsync(new RegionAddresses
        {
            Task = static number => $"127.1.0.{number + 1}",
            IPv6Task = static _ => "::1",
            Instance = static number => $"127.2.0.{number + 1}",
            DynamicHostPort = () => port++,
        });

        Assert.StartsWith("127.1.0.", Address((await TasksAsync(region, "shop", "web"))[0], "privateIpv4Address"), StringComparison.Ordinal);
        Assert.Equal("::1", Address((await TasksAsync(region, "shop", "edge"))[0], "ipv6Address"));
        var bindings = (await TasksAsync(region, "platform", "api")).SelectMany(static task => task.Items("containers")[0].Items("networkBindings"));
        Assert.All(bindings, static binding => Assert.InRange(binding.GetProperty("hostPort").GetInt32(), 40000, 41000));
        using RegionClient client = new(region);
        Assert.Contains("<privateIpAddress>127.2.0.1</privateIpAddress>", (await client.DescribeInstancesAsync()).Body, StringComparison.Ordinal);

        static string Address(JsonElement task, string name) => task.Items("containers")[0].Items("networkInterfaces")[0].GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData("InstanceId.1=i-0000000000000000f", "InvalidInstanceID.NotFound")]
    [InlineData("InstanceId.1=mi-0000000000000000f", "InvalidInstanceID.Malformed")]
    [InlineData("MaxResults=4", "InvalidParameterValue")]
    [InlineData("MaxResults=1001", "InvalidParameterValue")]
    [InlineData("Filter.1.Name=colour&Filter.1.Value.1=red", "InvalidParameterValue")]
    public async Task DescribeInstances_WithWrongParameters_GetsAnError(string parameters, string code)
    {
        await using var region = await StartAsync();
        using RegionClient client = new(region);

        var answer = await client.DescribeInstancesAsync(parameters);

        Assert.Equal((400, code), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task DescribeInstances_LongerThanAPage_IsReadPageByPage()
    {
        await using var region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = RegionScenario.OfSize(1, 0, 23) }, TestContext.Current.CancellationToken);
        using RegionClient client = new(region);

        List<int> lengths = [];
        HashSet<string> addresses = [];
        XElement? token = null;
        do
        {
            string[] parameters = token is null ? ["MaxResults=10"] : ["MaxResults=10", $"NextToken={token.Value}"];
            var page = XDocument.Parse((await client.DescribeInstancesAsync(parameters)).Body).Root!;
            var instances = page.Descendants(Xml + "instancesSet").Elements(Xml + "item").ToList();
            lengths.Add(instances.Count);
            addresses.UnionWith(instances.Select(static instance => instance.Element(Xml + "privateIpAddress")!.Value));
            token = page.Element(Xml + "nextToken");
        }
        while (token is not null);

        Assert.Equal([10, 10, 3], lengths);
        Assert.Equal(23, addresses.Count);
        Assert.Equal("InvalidParameterCombination", (await client.DescribeInstancesAsync("MaxResults=10", $"InstanceId.1={Id(region)}")).ErrorCode);
        foreach (var parameters in new[] { $"InstanceId.1={Id(region)}", $"Filter.1.Name=instance-id&Filter.1.Value.1={Id(region)}" })
        {
            var answer = XDocument.Parse((await client.DescribeInstancesAsync(parameters)).Body);
            Assert.Equal(Id(region), Assert.Single(answer.Descendants(Xml + "instanceId")).Value);
        }
    }

    private static string Id(SimulatedRegion region) => region.Read(static model => model.Clusters[0].Instances[0].Ec2InstanceId);

    private static async Task<IReadOnlyList<JsonElement>> TasksAsync(SimulatedRegion region, string cluster, string service)
    {
        using RegionClient client = new(region);
        var arns = await client.ListAsync("ListTasks", "taskArns", new() { ["cluster"] = cluster, ["serviceName"] = service });
        JsonArray tasks = [.. arns.Select(static arn => (JsonNode)arn)];
        return (await client.CallAsync("DescribeTasks", new() { ["cluster"] = cluster, ["tasks"] = tasks })).Items("tasks");
    }

    private static Task<SimulatedRegion> StartAsync(RegionAddresses? addresses = null) => SimulatedRegion.StartAsync(
        new SimulatedRegionOptions { Scenario = RegionScenario.Demo, Addresses = addresses ?? new(), Throttle = false }, TestContext.Current.CancellationToken);
}
