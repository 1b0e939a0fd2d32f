// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>Dispatches the actions of the ECS API. Source of parameters and limits: Amazon ECS API Reference.</summary>
internal static class EcsActions
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool Knows(string action) => Find(action) is not null;

    /// <summary>Executes an action and returns the body of its answer.</summary>
    /// <exception cref="ApiError">The answer is an error.</exception>
    public static ReadOnlyMemory<byte> Run(string action, RegionModel region, ReadOnlyMemory<byte> body)
    {
        var parameters = new Parameters(body.Span);
        ArrayBufferWriter<byte> output = new(4096);
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            Find(action)!(new ActionCall(action, region, parameters, json));
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static Action<ActionCall>? Find(string action) => action switch
    {
        "ListClusters" => ClusterActions.List,
        "DescribeClusters" => ClusterActions.Describe,
        "ListServices" => ServiceActions.List,
        "DescribeServices" => ServiceActions.Describe,
        "ListTasks" => TaskActions.List,
        "DescribeTasks" => TaskActions.Describe,
        "DescribeTaskDefinition" => TaskDefinitionActions.Describe,
        "ListContainerInstances" => InstanceActions.List,
        "DescribeContainerInstances" => InstanceActions.Describe,
        _ => null,
    };

    /// <summary>An error in the format of the protocol AWS JSON 1.1.</summary>
    public static ReadOnlyMemory<byte> Error(ApiError error)
    {
        ArrayBufferWriter<byte> output = new(256);
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("__type", error.Code);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
