// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Story;

/// <summary>A problem of a task, and the alerts that must fire for it.</summary>
/// <param name="Description">A short description for people.</param>
/// <param name="Alerts">The names of the alerts that fire; no others may fire.</param>
internal sealed record Trouble(string Description, params IReadOnlyList<string> Alerts)
{
    private static readonly TimeSpan TimeBetweenRestarts = TimeSpan.FromSeconds(10);

    /// <summary>The exporter was killed: nothing listens at the target's address, and the exporter pushes no more.</summary>
    public static Trouble ExporterDown { get; } = new("the exporter has ended", "EcsExporterDown") { AlertsIfPushed = ["EcsTaskSilent"] };

    /// <summary>The exporter's connections to the endpoint are refused.</summary>
    public static Trouble EndpointDown { get; } = new("the task metadata endpoint is down", "EcsExporterBlind", "EcsEndpointFailing");

    /// <summary>A trouble of the scenario itself: every 90 seconds the worker needs more memory than its limit.</summary>
    public static Trouble OutOfMemoryEvents { get; } = new("worker runs out of memory now and then", "EcsContainerOomEvents");

    /// <summary>Three troubles that only Fargate tasks report together; <paramref name="ended"/> is a container that has ended.</summary>
    public static Trouble BadHost(string ended) =>
        new($"the clock is wrong, the storage nearly full, and {ended} ended with an error",
            "EcsClockUnsynchronized", "EcsContainerExitedNonZero", "EcsEphemeralStorageFilling")
        {
            Edit = (document, json, _, _) =>
            {
                if (document == EndpointDocument.Task)
                {
                    json["ClockDrift"]!["ClockSynchronizationStatus"] = "NOT_SYNCHRONIZED";
                    json["EphemeralStorageMetrics"]!["Utilized"] = json["EphemeralStorageMetrics"]!["Reserved"]!.GetValue<long>() / 100 * 90;
                    TaskNames.Container(json, ended)["ExitCode"] = 3;
                }
            },
        };

    /// <summary>The statistics of the container do not change, and are three minutes old when the story begins.</summary>
    public static Trouble StaleFigures(string container) => new($"the figures of {container} stand still", "EcsStatsStale")
    {
        Edit = (document, json, names, elapsed) =>
        {
            if (document == EndpointDocument.TaskStats && json[names.DockerId(container)] is { } stats)
            {
                stats["read"] = (DateTimeOffset.Parse(stats["read"]!.GetValue<string>(), CultureInfo.InvariantCulture) - elapsed - TimeSpan.FromMinutes(3))
                    .ToString("O", CultureInfo.InvariantCulture);
            }
        },
    };

    /// <summary>The container has its own CPU quota, by which it is throttled in half of its periods.</summary>
    public static Trouble Throttled(string container) => new($"{container} is held back by its CPU quota", "EcsContainerCpuThrottled")
    {
        Edit = (document, json, names, elapsed) =>
        {
            if (document == EndpointDocument.TaskStats && json[names.DockerId(container)]?["cpu_stats"] is { } cpu)
            {
                cpu["throttling_data"] = new JsonObject
                {
                    ["periods"] = (long)(elapsed.TotalSeconds * 10),
                    ["throttled_periods"] = (long)(elapsed.TotalSeconds * 5),
                    ["throttled_time"] = (long)(elapsed.TotalSeconds * 250_000_000),
                };
            }
        },
    };

    /// <summary>
    /// Changes a document before the endpoint returns it; the last argument is the time since the start of the endpoint. Null when the trouble needs
    /// no changed document.
    /// </summary>
    public Action<EndpointDocument, JsonNode, TaskNames, TimeSpan>? Edit { get; private init; }

    /// <summary>The alerts that fire when the exporters push.</summary>
    public IReadOnlyList<string> AlertsIfPushed { get; private init; } = Alerts;

    public static Trouble RestartLoop(string container) => new($"{container} restarts every ten seconds", "EcsContainerRestarting")
    {
        Edit = (document, json, _, elapsed) =>
        {
            if (document == EndpointDocument.Task)
            {
                TaskNames.Container(json, container)["RestartCount"] = (int)(elapsed / TimeBetweenRestarts);
            }
        },
    };

    public static Trouble Unhealthy(string container) => new($"the health check of {container} fails", "EcsContainerUnhealthy")
    {
        Edit = (document, json, _, _) =>
        {
            if (document == EndpointDocument.Task)
            {
                var entry = TaskNames.Container(json, container);
                entry["Health"] = new JsonObject { ["status"] = "UNHEALTHY", ["statusSince"] = entry["StartedAt"]!.DeepClone() };
            }
        },
    };

    /// <summary>The container has no limit of its own, so the task's limit applies.</summary>
    public static Trouble TaskOutOfMemory(string container) => new($"{container} fills the memory of the task", "EcsTaskMemoryNearLimit")
    {
        Edit = (document, json, names, _) =>
        {
            // A container has no statistics while it restarts.
            if (document == EndpointDocument.TaskStats && json[names.DockerId(container)]?["memory_stats"] is { } memory)
            {
                Fill(memory, names.TaskMemoryMebibytes);

                // Fargate has cgroup v1, under which failcnt counts limit hits.
                memory["failcnt"] = 12;
            }
        },
    };

    /// <summary>The container has a limit of its own.</summary>
    public static Trouble ContainerOutOfMemory(string container) => new($"{container} fills its own memory", "EcsContainerMemoryNearLimit")
    {
        Edit = (document, json, names, _) =>
        {
            if (document == EndpointDocument.TaskStats && json[names.DockerId(container)]?["memory_stats"] is { } memory)
            {
                Fill(memory, names.MemoryMebibytes(container));
            }
        },
    };

    /// <summary>The container is essential and fills the memory of the task. After its life it is killed, and ECS stops its task.</summary>
    public static Trouble KilledForMemory(string container, TimeSpan life) => new($"{container} is killed for memory", [])
    {
        Edit = (document, json, names, elapsed) =>
        {
            var stats = document == EndpointDocument.TaskStats ? json[names.DockerId(container)] : null;
            if (elapsed < life && stats?["memory_stats"] is { } memory)
            {
                Fill(memory, names.TaskMemoryMebibytes);
            }
            else if (elapsed >= life && document == EndpointDocument.TaskStats)
            {
                json[names.DockerId(container)] = null;
            }
            else if (elapsed >= life)
            {
                json["DesiredStatus"] = "STOPPED";
                var entry = TaskNames.Container(json, container);
                entry["DesiredStatus"] = "STOPPED";
                entry["KnownStatus"] = "STOPPED";
                entry["ExitCode"] = 137;
                entry["FinishedAt"] = (DateTimeOffset.Parse(entry["StartedAt"]!.GetValue<string>(), CultureInfo.InvariantCulture) + life)
                    .ToString("O", CultureInfo.InvariantCulture);
            }
        },
    };

    private static void Fill(JsonNode memory, long limitMebibytes)
    {
        memory["usage"] = limitMebibytes * 1024 * 1024 / 100 * 95;
        memory["stats"]!["inactive_file"] = 0;
    }
}
