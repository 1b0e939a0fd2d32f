// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>Writes a service as DescribeServices does.</summary>
internal static class ServiceWriter
{
    public static string Text(SchedulingStrategy strategy) => strategy switch
    {
        SchedulingStrategy.Replica => "REPLICA",
        SchedulingStrategy.Daemon => "DAEMON",
    };

    public static void Write(ActionCall call, RegionService service)
    {
        var json = call.Json;
        var definition = call.Region.Arn(service.Deployments[0].Definition);
        json.WriteStartObject();
        json.WriteString("serviceArn", service.Arn);
        json.WriteString("serviceName", service.Name);
        json.WriteString("clusterArn", service.Cluster.Arn);
        json.WriteEmptyArrays("loadBalancers", "serviceRegistries");
        json.WriteString("status", service.StatusAt(call.Now));
        json.WriteNumber("desiredCount", service.DesiredCount);
        json.WriteNumber("runningCount", service.RunningCount);
        json.WriteNumber("pendingCount", service.PendingCount);
        WritePlatform(json, service);
        json.WriteString("taskDefinition", definition);
        WriteDeploymentConfiguration(json, service);
        json.WriteStartArray("deployments");
        foreach (var deployment in service.Deployments)
        {
            WriteDeployment(call, service, deployment);
        }

        json.WriteEndArray();
        json.WriteStartArray("events");
        for (var i = service.Events.Count - 1; i >= 0; i--)
        {
            var entry = service.Events[i];
            json.WriteStartObject();
            json.WriteString("id", entry.Id);
            json.WriteTime("createdAt", entry.CreatedAt);
            json.WriteString("message", entry.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTime("createdAt", service.CreatedAt);
        json.WriteEmptyArrays("placementConstraints", "placementStrategy");
        json.WriteString("schedulingStrategy", Text(service.Declaration.Strategy));
        json.WriteStartObject("deploymentController");
        json.WriteString("type", "ECS");
        json.WriteEndObject();
        json.WriteTags(service.Declaration.Tags, call.IncludesTags);
        json.WriteString("createdBy", $"arn:aws:iam::{call.Region.Account}:role/deployer");
        json.WriteBoolean("enableECSManagedTags", false);
        json.WriteString("propagateTags", "SERVICE");
        json.WriteBoolean("enableExecuteCommand", false);
        json.WriteEndObject();
    }

    private static void WritePlatform(Utf8JsonWriter json, RegionService service)
    {
        json.WriteString("launchType", service.Declaration.LaunchType.Text());
        if (service.Declaration.LaunchType == LaunchType.Fargate)
        {
            json.WriteString("platformVersion", "LATEST");
            json.WriteString("platformFamily", "Linux");
        }
    }

    private static void WriteDeploymentConfiguration(Utf8JsonWriter json, RegionService service)
    {
        json.WriteStartObject("deploymentConfiguration");
        json.WriteStartObject("deploymentCircuitBreaker");
        json.WriteBoolean("enable", service.Declaration.CircuitBreaker != CircuitBreaker.Off);
        json.WriteBoolean("rollback", service.Declaration.CircuitBreaker == CircuitBreaker.RollBack);
        json.WriteEndObject();
        json.WriteNumber("maximumPercent", 200);
        json.WriteNumber("minimumHealthyPercent", 100);
        json.WriteEndObject();
    }

    private static void WriteDeployment(ActionCall call, RegionService service, RegionDeployment deployment)
    {
        var json = call.Json;
        var primary = deployment == service.Deployments[0];
        json.WriteStartObject();
        json.WriteString("id", deployment.Id);
        json.WriteString("status", primary ? "PRIMARY" : "ACTIVE");
        json.WriteString("taskDefinition", call.Region.Arn(deployment.Definition));
        json.WriteNumber("desiredCount", primary ? service.DesiredCount : deployment.WantedAt(call.Now));
        json.WriteNumber("pendingCount", deployment.PendingAt(call.Now));
        json.WriteNumber("runningCount", deployment.RunningAt(call.Now));
        json.WriteNumber("failedTasks", deployment.FailedTasks);
        json.WriteTime("createdAt", deployment.CreatedAt);
        json.WriteTime("updatedAt", deployment.UpdatedAt);
        WritePlatform(json, service);
        json.WriteString("rolloutState", deployment.StateText);
        json.WriteString("rolloutStateReason", deployment.StateReason);
        json.WriteEndObject();
    }
}
