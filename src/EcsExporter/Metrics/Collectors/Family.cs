// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Declares families of the usual shapes. A value of null means "no data" and adds no sample.</summary>
internal static class Family
{
    private const string ContainerName = "container_name";

    /// <summary>A family with one series for the task.</summary>
    public static MetricFamily<TaskSnapshot> OfTask(
        string name, MetricType type, string help, Func<TaskMetadataDocument, double?> value, MetricReference reference) =>
        new(name, type, help, [], (snapshot, samples) => samples.Add(snapshot.Task is { } task ? value(task) : null)) { Reference = reference };

    /// <summary>
    /// A family with one series for each container. A counter starts at zero when the container starts; <paramref name="survivesRestart"/> says
    /// whether the EC2 agent adds it up over restarts.
    /// </summary>
    public static MetricFamily<TaskSnapshot> OfContainers(
        string name, MetricType type, string help, Func<ContainerSnapshot, double?> value, MetricReference reference, bool survivesRestart = true) =>
        new(name, type, help, [ContainerName], (snapshot, samples) =>
        {
            foreach (var container in snapshot.Containers)
            {
                samples.Add(container.Name, value(container), StartOf(type, container, survivesRestart));
            }
        })
        { Reference = reference };

    /// <summary>A family with one series for each container that has stats; counters as in <see cref="OfContainers"/>.</summary>
    public static MetricFamily<TaskSnapshot> OfStats(
        string name, MetricType type, string help, Func<ContainerStats, double?> value, MetricReference reference, bool survivesRestart = true) =>
        OfContainers(name, type, help, container => container.Stats is { } stats ? value(stats) : null, reference, survivesRestart);

    /// <summary>
    /// A family with one series for each container and each of its items, such as devices or interfaces.
    /// <paramref name="items"/> are in ordinal order of their <paramref name="itemName"/>. A counter starts at zero when the container starts.
    /// </summary>
    public static MetricFamily<TaskSnapshot> OfContainerItems<T>(
        string name, MetricType type, string help, string label,
        Func<ContainerSnapshot, ImmutableArray<T>> items, Func<T, string> itemName, Func<T, double?> value, MetricReference reference) =>
        new(name, type, help, [ContainerName, label], (snapshot, samples) =>
        {
            foreach (var container in snapshot.Containers)
            {
                foreach (var item in items(container))
                {
                    samples.Add([container.Name, itemName(item)], value(item), StartOf(type, container));
                }
            }
        })
        { Reference = reference };

    /// <summary>A family with one series for each status of the task: 1 for the actual one, 0 for the others.</summary>
    public static MetricFamily<TaskSnapshot> OfTaskStatus(
        string name, string help, StatusSet statuses, Func<TaskMetadataDocument, string?> status, MetricReference reference) =>
        new(name, MetricType.Gauge, help, ["status"], (snapshot, samples) =>
        {
            if (snapshot.Task is { } task && status(task) is { } actual)
            {
                foreach (var one in statuses.With(actual))
                {
                    samples.Add(one, one == actual ? 1 : 0);
                }
            }
        })
        { Reference = reference };

    /// <summary>A family with one series for each status of each container: 1 for the actual one, 0 for the others.</summary>
    public static MetricFamily<TaskSnapshot> OfContainerStatus(
        string name, string help, StatusSet statuses, Func<Container, string?> status, MetricReference reference) =>
        new(name, MetricType.Gauge, help, [ContainerName, "status"], (snapshot, samples) =>
        {
            foreach (var container in snapshot.Containers)
            {
                if (status(container.Metadata) is { } actual)
                {
                    foreach (var one in statuses.With(actual))
                    {
                        samples.Add([container.Name, one], one == actual ? 1 : 0);
                    }
                }
            }
        })
        { Reference = reference };

    private static Timestamp? StartOf(MetricType type, ContainerSnapshot container, bool survivesRestart = true) =>
        type == MetricType.Counter ? container.CountersSince(survivesRestart) : null;
}

/// <summary>
/// The statuses for which a family always has a series, so that an alert on one of them finds a series. The actual status has a series too, even
/// when ECS has introduced it later.
/// </summary>
internal sealed class StatusSet(params string[] wellKnown)
{
    private readonly string[] _sorted = [.. wellKnown.Order(Ordinal.Comparer)];

    /// <summary>The desired statuses of a task or container.</summary>
    public static StatusSet Desired { get; } = new("RUNNING", "STOPPED");

    /// <summary>The known statuses in which a task or container can stay. The statuses before the image is pulled last for moments only.</summary>
    public static StatusSet Known { get; } = new("PULLED", "CREATED", "RUNNING", "STOPPED");

    /// <summary>The results of a health check.</summary>
    public static StatusSet Health { get; } = new("healthy", "unhealthy", "unknown");

    /// <summary>The well-known statuses and the actual one, in ordinal order.</summary>
    public ReadOnlySpan<string> With(string actual) =>
        Array.IndexOf(_sorted, actual) >= 0 ? _sorted : _sorted.Append(actual).Order(Ordinal.Comparer).ToArray();
}
