// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EcsExporter.Simulator.Documents;

/// <summary>Writes the documents of one task as they are at one instant.</summary>
internal sealed class DocumentWriter(SimulatedTask task, EndpointVersion version, DateTimeOffset now)
{
    // Like Go's encoder, which leaves quotes and plus signs inside strings readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TimeSpan _elapsed = now > task.StartedAt ? now - task.StartedAt : TimeSpan.Zero;

    public void Write(EndpointDocument document, SimulatedContainer container, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = new(output, Options);
        switch (document)
        {
            case EndpointDocument.Task:
                new TaskWriter(task, version, _elapsed, json).Write();
                break;
            case EndpointDocument.Container:
                new ContainerWriter(task, version, _elapsed, json).Write(container);
                break;
            case EndpointDocument.TaskStats:
                WriteTaskStats(json);
                break;
            case EndpointDocument.ContainerStats:
                WriteContainerStats(json, container);
                break;
        }
    }

    // Go writes maps in the order of their keys.
    private void WriteTaskStats(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var container in task.Containers.OrderBy(container => container.DockerId, StringComparer.Ordinal))
        {
            json.WritePropertyName(container.DockerId);
            WriteContainerStats(json, container);
        }

        json.WriteEndObject();
    }

    private void WriteContainerStats(Utf8JsonWriter json, SimulatedContainer container)
    {
        if (container.SampleAt(_elapsed) is { } sample)
        {
            StatsWriter.Write(json, sample, container.DockerId, DockerName(container), version);
        }
        else if (task.Declaration.Platform.RunsOnAgent && version == EndpointVersion.V4)
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }
    }

    // Docker's names begin with a slash; containerd's do not.
    private string DockerName(SimulatedContainer container)
    {
        var name = task.Identity.DockerName(container.Declaration.Name);
        return task.Declaration.Platform.RunsOnAgent ? "/" + name : name;
    }
}
