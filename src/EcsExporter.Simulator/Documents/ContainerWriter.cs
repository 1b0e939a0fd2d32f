// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents;

/// <summary>Writes the document of one container, which is also its entry in the task document.</summary>
internal sealed class ContainerWriter(SimulatedTask task, EndpointVersion version, TimeSpan elapsed, Utf8JsonWriter json)
{
    private readonly TaskDeclaration _task = task.Declaration;

    public void Write(SimulatedContainer container)
    {
        var declaration = container.Declaration;
        var state = container.StateAt(elapsed);

        json.WriteStartObject();
        json.WriteString("DockerId", container.DockerId);
        json.WriteString("Name", declaration.Name);
        json.WriteString("DockerName", task.Identity.DockerName(declaration.Name));
        json.WriteString("Image", declaration.Image);
        json.WriteString("ImageID", task.Identity.ImageId(declaration.Image));
        WritePorts(declaration);
        WriteLabels(declaration);
        WriteStatus(declaration, state);
        WriteLimits(declaration);
        WriteTime("CreatedAt", state.CreatedAt);
        WriteTime("StartedAt", state.StartedAt);
        WriteTime("FinishedAt", state.FinishedAt);
        json.WriteString("Type", declaration.Type);
        WriteHealth(declaration, state);
        WriteVolumes(declaration);
        if (version == EndpointVersion.V4)
        {
            WriteVersion4Fields(declaration, state);
        }

        NetworkWriter.Write(json, task, container, state, version);
        if (version == EndpointVersion.V4 && _task.Platform.Snapshotter is { } snapshotter)
        {
            json.WriteString("Snapshotter", snapshotter);
        }

        json.WriteEndObject();
    }

    private void WritePorts(ContainerDeclaration declaration)
    {
        if (declaration.Port is not { } port || _task.Platform.SharesNetwork)
        {
            return;
        }

        json.WriteStartArray("Ports");
        foreach (var host in (string[])["0.0.0.0", "::"])
        {
            json.WriteStartObject();
            json.WriteNumber("ContainerPort", port);
            json.WriteString("Protocol", "tcp");
            json.WriteNumber("HostPort", 32768 + (port % 1000));
            json.WriteString("HostIp", host);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteLabels(ContainerDeclaration declaration)
    {
        json.WriteStartObject("Labels");
        json.WriteString("com.amazonaws.ecs.cluster", task.Identity.Cluster);
        json.WriteString("com.amazonaws.ecs.container-name", declaration.Name);
        json.WriteString("com.amazonaws.ecs.task-arn", task.Arn);
        json.WriteString("com.amazonaws.ecs.task-definition-family", _task.Family);
        json.WriteString("com.amazonaws.ecs.task-definition-version", _task.Revision.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    // The pause container only holds the network namespace, so its final status is RESOURCES_PROVISIONED.
    private void WriteStatus(ContainerDeclaration declaration, RunState state)
    {
        var running = declaration.Type == "CNI_PAUSE" ? "RESOURCES_PROVISIONED" : "RUNNING";
        json.WriteString("DesiredStatus", running);
        json.WriteString("KnownStatus", state.KnownStatus == "RUNNING" ? running : state.KnownStatus);
        if (state.FinishedAt is not null)
        {
            json.WriteNumber("ExitCode", declaration.Life.ExitCode);
        }
    }

    private void WriteLimits(ContainerDeclaration declaration)
    {
        json.WriteStartObject("Limits");
        json.WriteNumber("CPU", declaration.CpuShares);
        if (declaration.MemoryMebibytes is { } memory)
        {
            json.WriteNumber("Memory", memory);
        }
        else if (_task.Platform.RunsOnAgent)
        {
            json.WriteNumber("Memory", 0);
        }

        json.WriteEndObject();
    }

    private void WriteHealth(ContainerDeclaration declaration, RunState state)
    {
        if (!state.Running || declaration.Health?.At(elapsed - state.StartedAt!.Value) is not { } health)
        {
            return;
        }

        json.WriteStartObject("Health");
        json.WriteString("status", health.Healthy ? "HEALTHY" : "UNHEALTHY");
        json.WriteString("statusSince", GoTime.Format(task.StartedAt + state.StartedAt!.Value + health.Since));
        if (!health.Healthy)
        {
            json.WriteNumber("exitCode", 1);
        }

        json.WriteString("output", health.Healthy ? "ok" : "queue: \"orders\" is not drained\n");
        json.WriteEndObject();
    }

    private void WriteVolumes(ContainerDeclaration declaration)
    {
        if (declaration.Volumes.Count == 0)
        {
            return;
        }

        json.WriteStartArray("Volumes");
        foreach (var destination in declaration.Volumes)
        {
            json.WriteStartObject();
            json.WriteString("Source", "/var/lib/demo" + destination);
            json.WriteString("Destination", destination);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteVersion4Fields(ContainerDeclaration declaration, RunState state)
    {
        if (declaration.LogDriver is { } driver)
        {
            json.WriteString("LogDriver", driver);
            json.WriteStartObject("LogOptions");
            json.WriteString("awslogs-group", "/ecs/" + _task.Family);
            json.WriteString("awslogs-region", _task.Region);
            json.WriteString("awslogs-stream", $"{declaration.Name}/{declaration.Name}/{task.Identity.TaskId}");
            json.WriteEndObject();
        }

        json.WriteString("ContainerARN", task.Identity.ContainerArn(declaration.Name));
        if (declaration.Life.HasRestartPolicy)
        {
            json.WriteNumber("RestartCount", state.Restarts);
        }
    }

    private void WriteTime(string name, TimeSpan? sinceTaskStart)
    {
        if (sinceTaskStart is { } time)
        {
            json.WriteString(name, GoTime.Format(task.StartedAt + time));
        }
    }
}
