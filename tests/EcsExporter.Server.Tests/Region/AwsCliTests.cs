// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region;

namespace EcsExporter.Server.Tests.Region;

/// <summary>The AWS CLI reads what a simulated region serves.</summary>
public sealed class AwsCliTests
{
    [RequiresFact(nameof(Requirements.AwsCli))]
    public async Task HealthyService_ReadWithTheCli_HasItsTasks()
    {
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions(), TestContext.Current.CancellationToken);

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
}
