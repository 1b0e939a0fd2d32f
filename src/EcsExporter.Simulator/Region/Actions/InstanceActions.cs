// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>ListContainerInstances and DescribeContainerInstances.</summary>
internal static class InstanceActions
{
    public static void List(ActionCall call)
    {
        if (call.Text("filter") is not null)
        {
            throw ApiError.InvalidParameter("This region does not simulate the cluster query language.");
        }

        var status = call.Text("status");
        List<string> arns = [];
        foreach (var instance in call.Cluster().Instances)
        {
            if ((status ?? Status(instance)) == Status(instance))
            {
                arns.Add(instance.Arn);
            }
        }

        call.WritePage("containerInstanceArns", arns, 100);
    }

    public static void Describe(ActionCall call)
    {
        var cluster = call.Cluster();
        var names = call.Described("containerInstances", 100);
        call.WriteDescribed(
            "containerInstances", names, $"container-instance/{cluster.Name}", cluster.FindInstance, instance => Write(call, instance));
    }

    private static string Status(RegionInstance instance) => instance.Draining ? "DRAINING" : "ACTIVE";

    private static void Write(ActionCall call, RegionInstance instance)
    {
        var json = call.Json;
        var (running, pending) = instance.CountTasks(call.Now);
        json.WriteStartObject();
        json.WriteString("containerInstanceArn", instance.Arn);
        json.WriteString("ec2InstanceId", instance.Ec2InstanceId);
        json.WriteNumber("version", 17);
        json.WriteStartObject("versionInfo");
        json.WriteString("agentVersion", "1.99.0");
        json.WriteString("dockerVersion", "DockerVersion: 25.0.8");
        json.WriteEndObject();
        WriteResources(json, "remainingResources", instance.RemainingCpuUnits(call.Now), instance.RemainingMemoryMebibytes(call.Now));
        WriteResources(json, "registeredResources", instance.Declaration.CpuUnits, instance.Declaration.MemoryMebibytes);
        json.WriteString("status", Status(instance));
        json.WriteBoolean("agentConnected", instance.AgentConnected);
        json.WriteNumber("runningTasksCount", running);
        json.WriteNumber("pendingTasksCount", pending);
        json.WriteStartArray("attributes");
        json.WritePair("ecs.capability.task-eni", null);
        json.WritePair("ecs.availability-zone", call.Region.Name + "a");
        json.WritePair("ecs.instance-type", instance.Declaration.InstanceType);
        json.WritePair("ecs.os-type", "linux");
        json.WriteEndArray();
        json.WriteTime("registeredAt", instance.RegisteredAt);
        json.WriteEmptyArrays("attachments");
        json.WriteTags(instance.Declaration.Tags, call.IncludesTags);
        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, string name, int cpuUnits, int memoryMebibytes)
    {
        json.WriteStartArray(name);
        WriteInteger(json, "CPU", cpuUnits);
        WriteInteger(json, "MEMORY", memoryMebibytes);
        json.WriteStartObject();
        json.WriteString("name", "PORTS");
        json.WriteString("type", "STRINGSET");
        json.WriteStartArray("stringSetValue");
        foreach (var port in new[] { "22", "2376", "2375", "51678", "51679" })
        {
            json.WriteStringValue(port);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // The API writes all three number fields, whatever the field "type" says.
    private static void WriteInteger(Utf8JsonWriter json, string name, int value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("type", "INTEGER");
        json.WriteNumber("doubleValue", 0.0);
        json.WriteNumber("longValue", 0);
        json.WriteNumber("integerValue", value);
        json.WriteEndObject();
    }
}
