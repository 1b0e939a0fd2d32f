// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

/// <summary>Tests that the AWS CLI can read a simulated region.</summary>
public sealed class AwsCliTests
{
    [RequiresFact(nameof(Requirements.AwsCli))]
    public async Task HealthyService_ReadWithTheCli_HasItsTasks()
    {
        await using var region = await StartAsync(RegionScenario.Healthy);

        var clusters = (await region.AwsAsync("ecs", "list-clusters")).Strings("clusterArns");
        Assert.Equal(["arn:aws:ecs:eu-central-1:123456789012:cluster/demo"], clusters);
        var cluster = Assert.Single((await region.AwsAsync("ecs", "describe-clusters", "--clusters", "demo", "--include", "TAGS")).Items("clusters"));
        Assert.Equal(2, cluster.GetProperty("runningTasksCount").GetInt32());
        Assert.Equal("simulated", cluster.GetProperty("tags")[0].GetProperty("value").GetString());

        var services = (await region.AwsAsync("ecs", "list-services", "--cluster", "demo")).Strings("serviceArns");
        Assert.Equal(["arn:aws:ecs:eu-central-1:123456789012:service/demo/web"], services);
        var described = await region.AwsAsync("ecs", "describe-services", "--cluster", clusters[0], "--services", "web", "missing", "--include", "TAGS");
        var service = Assert.Single(described.Items("services"));
        Assert.Equal((2, 2, 0), (Number("desiredCount"), Number("runningCount"), Number("pendingCount")));
        Assert.Equal("(service web) has reached a steady state.", service.GetProperty("events")[0].GetProperty("message").GetString());
        Assert.Equal("COMPLETED", service.GetProperty("deployments")[0].GetProperty("rolloutState").GetString());
        Assert.Equal("shop", service.GetProperty("tags")[0].GetProperty("value").GetString());
        var failure = Assert.Single(described.Items("failures"));
        Assert.Equal("arn:aws:ecs:eu-central-1:123456789012:service/demo/missing MISSING", $"{failure.GetProperty("arn")} {failure.GetProperty("reason")}");

        var tasks = (await region.AwsAsync("ecs", "list-tasks", "--cluster", "demo", "--service-name", "web")).Strings("taskArns");
        Assert.Equal(2, tasks.Count);
        var task = (await region.AwsAsync("ecs", "describe-tasks", "--cluster", "demo", "--tasks", tasks[0], tasks[1], "--include", "TAGS")).Items("tasks")[0];
        Assert.Equal(("RUNNING", "service:web", "FARGATE"), (Text("lastStatus"), Text("group"), Text("launchType")));
        var address = task.GetProperty("containers")[0].GetProperty("networkInterfaces")[0].GetProperty("privateIpv4Address").GetString();
        Assert.Contains(task.GetProperty("attachments")[0].Items("details"), detail => detail.GetProperty("value").GetString() == address);
        Assert.DoesNotContain(region.Requests, static request => request.ErrorCode is not null);

        int Number(string name) => service.GetProperty(name).GetInt32();
        string? Text(string name) => task.GetProperty(name).GetString();
    }

    [RequiresFact(nameof(Requirements.AwsCli))]
    public async Task Instances_ReadWithTheCli_HaveResourcesAndAddresses()
    {
        await using var region = await StartAsync(RegionScenario.Demo);

        var arns = (await region.AwsAsync("ecs", "list-container-instances", "--cluster", "platform", "--page-size", "4")).Strings("containerInstanceArns");
        Assert.Equal(6, arns.Count);
        var instances = (await region.AwsAsync(
            ["ecs", "describe-container-instances", "--cluster", "platform", "--container-instances", .. arns])).Items("containerInstances");
        Assert.Equal(5, instances.Count(static instance => instance.GetProperty("agentConnected").GetBoolean()));
        Assert.All(instances, static instance => Assert.Equal(
            ["CPU", "MEMORY", "PORTS"], instance.Items("registeredResources").Select(static resource => resource.GetProperty("name").GetString())));
        var ids = instances.Select(static instance => instance.GetProperty("ec2InstanceId").GetString()!).ToList();
        var onEc2 = ids.Where(static id => id.StartsWith("i-", StringComparison.Ordinal)).ToList();

        var reservations = (await region.AwsAsync(["ec2", "describe-instances", "--instance-ids", .. onEc2])).Items("Reservations");

        var addresses = reservations.SelectMany(static reservation => reservation.Items("Instances")).ToDictionary(
            static instance => instance.GetProperty("InstanceId").GetString()!, static instance => instance.GetProperty("PrivateIpAddress").GetString());
        Assert.Equal(onEc2.Order(StringComparer.Ordinal), addresses.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            region.Read(model => model.Cluster("platform").Instances.Where(instance => onEc2.Contains(instance.Ec2InstanceId))
                .ToDictionary(static instance => instance.Ec2InstanceId, static instance => (string?)instance.PrivateAddress)),
            addresses);
        Assert.Equal(5, (await region.AwsAsync("ec2", "describe-instances", "--page-size", "5")).Items("Reservations").Count);
    }

    [RequiresFact(nameof(Requirements.AwsCli))]
    public async Task TaskDefinition_ReadWithTheCli_HasLabelsAndSecrets()
    {
        await using var region = await StartAsync(RegionScenario.Demo);

        var definition = (await region.AwsAsync("ecs", "describe-task-definition", "--task-definition", "api:9")).GetProperty("taskDefinition");

        var container = definition.Items("containerDefinitions")[0];
        Assert.Equal(("bridge", "8080"), (
            definition.GetProperty("networkMode").GetString(),
            container.GetProperty("dockerLabels").GetProperty("PROMETHEUS_EXPORTER_PORT").GetString()));
        Assert.StartsWith(
            RegionTaskDefinition.SecretMarker, container.Items("environment")[0].GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [RequiresFact(nameof(Requirements.AwsCli))]
    public async Task Pages_ReadWithTheCli_AreAllRead()
    {
        await using var region = await StartAsync(RegionScenario.OfSize(25, 5, 0));

        var services = (await region.AwsAsync("ecs", "list-services", "--cluster", "cluster-0000")).Strings("serviceArns");
        var tasks = (await region.AwsAsync("ecs", "list-tasks", "--cluster", "cluster-0000", "--page-size", "40")).Strings("taskArns");

        Assert.Equal((25, 125), (services.Distinct().Count(), tasks.Distinct().Count()));
        Assert.Equal((3, 4), (Requests("ListServices"), Requests("ListTasks")));

        int Requests(string action) => region.Requests.Count(request => request.Action == action);
    }

    [RequiresFact(nameof(Requirements.AwsCli))]
    public async Task StoppedTasks_ReadWithTheCli_SayWhy()
    {
        await using var region = await StartAsync(RegionScenario.EveryStop);

        var arns = (await region.AwsAsync("ecs", "list-tasks", "--cluster", "stops", "--desired-status", "STOPPED")).Strings("taskArns");
        var tasks = (await region.AwsAsync(["ecs", "describe-tasks", "--cluster", "stops", "--tasks", .. arns])).Items("tasks");

        var codes = tasks.Select(static task => task.GetProperty("stopCode").GetString()).Order(StringComparer.Ordinal);
        Assert.Equal(StopCauses.All.Select(static cause => cause.StopCode).Order(StringComparer.Ordinal), codes);
        Assert.All(tasks, static task => Assert.StartsWith("20", task.GetProperty("stoppedAt").GetString(), StringComparison.Ordinal));
    }

    [RequiresTheory(nameof(Requirements.AwsCli))]
    [InlineData("ecs", "list-clusters", "(AccessDeniedException) when calling the ListClusters operation", "is not authorized to perform: ecs:ListClusters")]
    [InlineData("ec2", "describe-instances", "(UnauthorizedOperation) when calling the DescribeInstances operation", "You are not authorized")]
    public async Task Denied_CallOfTheCli_SaysWhatAwsSays(string service, string command, string error, string message)
    {
        await using var region = await StartAsync(RegionScenario.Healthy);
        region.Faults.InjectAll(RegionFault.AccessDenied);

        var (exitCode, _, errors) = await region.TryAwsAsync(null, [service, command]);

        Assert.Equal(254, exitCode);
        Assert.Contains(error, errors, StringComparison.Ordinal);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    private static Task<SimulatedRegion> StartAsync(RegionScenario scenario) =>
        SimulatedRegion.StartAsync(new SimulatedRegionOptions { Scenario = scenario }, TestContext.Current.CancellationToken);
}
