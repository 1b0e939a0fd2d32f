// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents;

/// <summary>Writes the task document.</summary>
internal sealed class TaskWriter(SimulatedTask task, EndpointVersion version, TimeSpan elapsed, Utf8JsonWriter json)
{
    private static readonly string[] Progress = ["PULLED", "CREATED", "RUNNING"];

    private readonly TaskDeclaration _declaration = task.Declaration;

    public void Write()
    {
        json.WriteStartObject();
        json.WriteString("Cluster", task.Identity.Cluster);
        json.WriteString("TaskARN", task.Arn);
        json.WriteString("Family", _declaration.Family);
        json.WriteString("Revision", _declaration.Revision.ToString(CultureInfo.InvariantCulture));
        json.WriteString("DesiredStatus", "RUNNING");
        json.WriteString("KnownStatus", KnownStatus());
        WriteLimits();
        json.WriteString("PullStartedAt", GoTime.Format(task.StartedAt - TimeSpan.FromSeconds(9.4)));
        json.WriteString("PullStoppedAt", GoTime.Format(task.StartedAt - TimeSpan.FromSeconds(0.6)));
        if (_declaration.Platform.HasAvailabilityZone)
        {
            json.WriteString("AvailabilityZone", _declaration.AvailabilityZone);
        }

        if (version == EndpointVersion.V4 && _declaration.Platform.HasAvailabilityZone)
        {
            json.WriteString("AvailabilityZoneID", _declaration.AvailabilityZoneId);
        }

        if (version == EndpointVersion.V4)
        {
            json.WriteString("LaunchType", _declaration.Platform.LaunchType);
        }

        WriteContainers();
        if (version == EndpointVersion.V4)
        {
            WriteSurroundings();
        }

        json.WriteEndObject();
    }

    // The status of the task is the lowest status of its containers; a stopped container counts as running.
    private string KnownStatus() =>
        Progress[task.Containers.Min(container => Math.Max(Array.IndexOf(Progress, Reached(container)), 0))];

    private string Reached(SimulatedContainer container) =>
        container.StateAt(elapsed) is { StartedAt: null } state ? state.KnownStatus : "RUNNING";

    private void WriteLimits()
    {
        if (_declaration.Cpu is null && _declaration.MemoryMebibytes is null)
        {
            return;
        }

        json.WriteStartObject("Limits");
        if (_declaration.Cpu is { } cpu)
        {
            json.WriteNumber("CPU", cpu);
        }

        if (_declaration.MemoryMebibytes is { } memory)
        {
            json.WriteNumber("Memory", memory);
        }

        json.WriteEndObject();
    }

    private void WriteContainers()
    {
        ContainerWriter writer = new(task, version, elapsed, json);
        json.WriteStartArray("Containers");
        foreach (var container in InResponseOrder())
        {
            writer.Write(container);
        }

        json.WriteEndArray();
    }

    // The agent iterates over a Go map, whose order changes from one request to the next.
    private IEnumerable<SimulatedContainer> InResponseOrder() => _declaration.Platform.RunsOnAgent
        ? task.Containers.OrderBy(container => Noise.Of(Noise.Of(container.DockerId, task.Seed) ^ (ulong)elapsed.Ticks))
        : task.Containers;

    private void WriteSurroundings()
    {
        var platform = _declaration.Platform;
        if (platform.RunsOnAgent && platform.HasAvailabilityZone)
        {
            json.WriteString("VPCID", task.Identity.VpcId);
        }

        WriteIfPresent("ServiceName", _declaration.Service);
        WriteIfPresent("Group", _declaration.Group);

        // The platform samples storage and clock at the same interval as the statistics.
        var sampled = elapsed.Ticks / platform.SamplingInterval.Ticks * platform.SamplingInterval;
        if (platform.HasClockDrift)
        {
            json.WriteStartObject("ClockDrift");
            json.WriteNumber("ClockErrorBound", Level.Named("clock", task.Seed, 0.42).At(sampled + TimeSpan.FromHours(1)));
            json.WriteString("ReferenceTimestamp", GoTime.FormatSeconds(task.StartedAt + sampled));
            json.WriteString("ClockSynchronizationStatus", "SYNCHRONIZED");
            json.WriteEndObject();
        }

        if (platform.HasEphemeralStorage)
        {
            json.WriteStartObject("EphemeralStorageMetrics");
            json.WriteNumber("Utilized", (int)Level.Named("storage", task.Seed, 640).At(sampled + TimeSpan.FromMinutes(1)));
            json.WriteNumber("Reserved", 20496);
            json.WriteEndObject();
        }

        if (platform.RunsOnAgent)
        {
            json.WriteBoolean("FaultInjectionEnabled", false);
        }
    }

    private void WriteIfPresent(string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
