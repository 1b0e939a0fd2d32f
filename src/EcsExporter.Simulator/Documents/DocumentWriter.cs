// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsExporter.Simulator.Behaviour;

namespace EcsExporter.Simulator.Documents;

/// <summary>Writes the documents of one task at one moment.</summary>
internal sealed class DocumentWriter(SimulatedTask task, EndpointVersion version, DateTimeOffset now)
{
    // Go's encoder writes \" and +, which the default encoder of .NET writes as \u0022 and \u002B.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SimulatedTask _task = task;
    private readonly DateTimeOffset _now = now;
    private readonly TimeSpan _elapsed = now > task.StartedAt ? now - task.StartedAt : TimeSpan.Zero;

    public void Write(EndpointDocument document, SimulatedContainer container, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = new(output, Options);
        switch (document)
        {
            case EndpointDocument.Task:
                new TaskWriter(_task, version, _elapsed, json).Write();
                break;
            case EndpointDocument.Container:
                new ContainerWriter(_task, version, _elapsed, json).Write(container);
                break;
            case EndpointDocument.TaskStats:
                WriteTaskStats(json);
                break;
            case EndpointDocument.ContainerStats:
                WriteContainerStats(json, container);
                break;
            case EndpointDocument.Tasks:
                WriteAll(json, one => new TaskWriter(one._task, version, one._elapsed, json).Write());
                break;
            case EndpointDocument.TasksStats:
                WriteAll(json, one => one.WriteTaskStats(json));
                break;
        }
    }

    // The agent does not document the order of the tasks, so the order here changes from one request to the next.
    private void WriteAll(Utf8JsonWriter json, Action<DocumentWriter> write)
    {
        json.WriteStartArray();
        foreach (var one in _task.HostAt(_now).OrderBy(one => Noise.Of(one.Arn, (int)(_elapsed.Ticks % int.MaxValue))))
        {
            write(new DocumentWriter(one, version, _now));
        }

        json.WriteEndArray();
    }

    // Go's encoding/json sorts the keys of maps.
    private void WriteTaskStats(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var container in _task.Containers.OrderBy(container => container.DockerId, StringComparer.Ordinal))
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
        else if (_task.Declaration.Platform.RunsOnAgent && version == EndpointVersion.V4)
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }
    }

    // Names of Docker containers begin with a slash, names of containerd containers do not.
    private string DockerName(SimulatedContainer container)
    {
        var name = _task.Identity.DockerName(container.Declaration.Name);
        return _task.Declaration.Platform.RunsOnAgent ? "/" + name : name;
    }
}
