// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>DescribeTaskDefinition, whose answer contains the environment variables of the containers, secrets included.</summary>
internal static class TaskDefinitionActions
{
    public static void Describe(ActionCall call)
    {
        var name = call.Text("taskDefinition") ?? throw ApiError.InvalidParameter("TaskDefinition can not be blank.");
        var definition = call.Region.FindDefinition(name) ?? throw ApiError.Client("Unable to describe task definition.");
        var json = call.Json;
        json.WriteStartObject("taskDefinition");
        json.WriteString("taskDefinitionArn", call.Region.Arn(definition));
        json.WriteStartArray("containerDefinitions");
        foreach (var container in definition.Containers)
        {
            WriteContainer(call, definition, container);
        }

        json.WriteEndArray();
        json.WriteString("family", definition.Family);
        json.WriteString("taskRoleArn", $"arn:aws:iam::{call.Region.Account}:role/{definition.Family}");
        json.WriteString("networkMode", definition.NetworkMode switch
        {
            NetworkMode.Awsvpc => "awsvpc",
            NetworkMode.Bridge => "bridge",
            NetworkMode.Host => "host",
        });
        json.WriteNumber("revision", definition.Revision);
        json.WriteEmptyArrays("volumes", "requiresAttributes", "placementConstraints");
        json.WriteString("status", "ACTIVE");
        json.WriteString("cpu", definition.CpuUnits.ToString(CultureInfo.InvariantCulture));
        json.WriteString("memory", definition.MemoryMebibytes.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEmptyArrays("tags");
    }

    private static void WriteContainer(ActionCall call, RegionTaskDefinition definition, RegionContainer container)
    {
        var json = call.Json;
        json.WriteStartObject();
        json.WriteString("name", container.Name);
        json.WriteString("image", container.Image);
        json.WriteNumber("cpu", 0);
        json.WriteStartArray("portMappings");
        foreach (var port in container.Ports)
        {
            json.WriteStartObject();
            json.WriteNumber("containerPort", port);
            json.WriteNumber("hostPort", definition.NetworkMode == NetworkMode.Bridge ? 0 : port);
            json.WriteString("protocol", "tcp");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("essential", true);
        json.WriteStartArray("environment");
        foreach (var variable in container.Environment)
        {
            json.WritePair(variable, Secret(call, $"{container.Name}/{variable}"));
        }

        json.WriteEndArray();
        json.WriteEmptyArrays("mountPoints", "volumesFrom");
        json.WriteStartObject("dockerLabels");
        foreach (var (label, value) in container.DockerLabels)
        {
            json.WriteString(label, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Secret(ActionCall call, string key) => RegionTaskDefinition.SecretMarker + call.Region.Identifier("secret/" + key, 24);
}
