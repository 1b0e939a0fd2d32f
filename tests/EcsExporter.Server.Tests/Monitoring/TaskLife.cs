// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>The lifetime of a task and its series in a store. Times are in seconds since the beginning of the test.</summary>
/// <param name="Start">When the containers started.</param>
internal sealed record TaskLife(int Start)
{
    private const int MemoryLimit = 1000;

    /// <summary>How long the service discovery lists the address of a task after the task has ended.</summary>
    private const int DiscoveryDelay = 60;

    /// <summary>When the application ended or ECS stopped the task; null for a task that keeps running.</summary>
    public int? End { get; init; }

    /// <summary>The service; empty for a standalone task.</summary>
    public string Service { get; init; } = "checkout";

    public int Revision { get; init; } = 1;

    /// <summary>Memory in use at the start, as a ratio of the limit.</summary>
    public double MemoryAtStart { get; init; } = 0.4;

    /// <summary>Memory in use at the end, as a ratio of the limit.</summary>
    public double MemoryAtEnd { get; init; } = 0.4;

    /// <summary>The exit code of the application; null when the application ends after the exporter.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How long the application continues after <see cref="End"/>.</summary>
    public int ApplicationLasts { get; init; }

    /// <summary>How long the exporter continues after <see cref="End"/>, because ECS stops it last or it waits before it exits.</summary>
    public int ExporterLasts { get; init; }

    /// <summary>Whether the host crashes, which ends all containers at once.</summary>
    public bool Crashes { get; init; }

    /// <summary>The seconds in which readings are lost.</summary>
    public Range Outage { get; init; } = ..0;

    /// <summary>Adds the samples of this task to those of others.</summary>
    /// <param name="samples">The samples of each series by second.</param>
    /// <param name="number">Identifies the task, and determines when in an interval it is read.</param>
    /// <param name="interval">Seconds between two readings.</param>
    /// <param name="pushed">Whether the exporter pushes; otherwise Prometheus scrapes it.</param>
    /// <param name="duration">The time at which the test ends.</param>
    public void AddTo(IDictionary<string, SortedDictionary<int, string>> samples, int number, int interval, bool pushed, int duration)
    {
        var identity = $"job=\"ecs\",instance=\"task-{number}\"";
        HashSet<string> before = [];
        void Read(int second, IEnumerable<(string Series, double Value)> reading)
        {
            if (second >= Outage.Start.Value && second < Outage.End.Value)
            {
                return;
            }

            var texts = reading.ToDictionary(
                sample => sample.Series.Replace("{", $"{{{identity},", StringComparison.Ordinal),
                sample => sample.Value.ToString(CultureInfo.InvariantCulture));
            foreach (var series in texts.Keys.Union(before))
            {
                _ = samples.TryAdd(series, []);
                samples[series][second] = texts.GetValueOrDefault(series, "stale");
            }

            before = [.. texts.Keys];
        }

        // Each task is read at its own offset within the interval.
        var readAt = (number * 7 % interval) + ((Math.Max(Start, 0) + interval) / interval * interval);
        for (; readAt < (End ?? duration); readAt += interval)
        {
            Read(readAt, Reading(readAt, pushed));
        }

        if (End is not { } end || (pushed && Crashes))
        {
            return;
        }

        for (; readAt < end + ExporterLasts; readAt += interval)
        {
            Read(readAt, Stopping(readAt, pushed));
        }

        if (pushed)
        {
            var last = end + ExporterLasts + 1;
            Read(last, Stopping(last, pushed));
            Read(last + 1, []);
            return;
        }

        for (; readAt < end + DiscoveryDelay; readAt += interval)
        {
            Read(readAt, [("up{}", 0), ("scrape_duration_seconds{}", 0)]);
        }

        Read(readAt, []);
    }

    private IEnumerable<(string Series, double Value)> Reading(int second, bool pushed)
    {
        var task = Task(second, pushed).Append(("ecs_task_desired_status{status=\"STOPPED\"}", 0));
        return task.Append(("ecs_container_memory_working_set_bytes{container_name=\"app\"}", Memory(second)));
    }

    /// <summary>A reading while the task stops.</summary>
    private IEnumerable<(string Series, double Value)> Stopping(int second, bool pushed)
    {
        var task = Task(second, pushed).Append(("ecs_task_desired_status{status=\"STOPPED\"}", 1));
        return ExitCode is { } code && second >= End + ApplicationLasts
            ? task.Append(("ecs_container_exit_code{container_name=\"app\"}", code))
                .Append(("ecs_container_finished_timestamp_seconds{container_name=\"app\"}", End!.Value + ApplicationLasts))
            : task.Append(("ecs_container_memory_working_set_bytes{container_name=\"app\"}", Memory(second)));
    }

    private IEnumerable<(string Series, double Value)> Task(int second, bool pushed)
    {
        var service = Service.Length == 0 ? "" : $"service_name=\"{Service}\",";
        yield return ("up{}", 1);
        if (!pushed)
        {
            yield return ("scrape_duration_seconds{}", 0.01);
        }

        yield return ("ecs_up{}", 1);
        yield return ("ecs_endpoint_last_success_timestamp_seconds{endpoint=\"task\"}", second);
        yield return ($"ecs_task_info{{{service}account_id=\"1\",region=\"eu-west-1\",cluster_name=\"shop\",family=\"web\",revision=\"{Revision}\"}}", 1);
        yield return ("ecs_task_memory_limit_bytes{}", MemoryLimit);
        yield return ("ecs_container_memory_limit_bytes{container_name=\"app\"}", MemoryLimit);
        yield return ("ecs_container_start_time_seconds{container_name=\"app\"}", Start);
        yield return ("ecs_container_start_time_seconds{container_name=\"ecs-exporter\"}", Start);
    }

    private double Memory(int second)
    {
        var lived = End is { } end ? Math.Min(1.0, (second - Start) / (double)(end - Start)) : 0;
        return Math.Round(MemoryLimit * (MemoryAtStart + ((MemoryAtEnd - MemoryAtStart) * lived)));
    }
}
