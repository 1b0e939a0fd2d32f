// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Server.Scraping;

/// <summary>
/// The exporter as a Managed Daemon: one exporter for all tasks of its host. Each task is a target of its own, named by its id, and has the series
/// that an exporter inside that task would have. The figures of the exporter itself belong to the target of its own task.
/// </summary>
internal sealed class Daemon
{
    private const string InstanceLabel = "instance";
    private const string DaemonGroup = "daemon:";

    private readonly Dictionary<ExpositionFormat, BoundFormat<ScrapeContext>> _formats;
    private volatile bool _isOn;
    private volatile bool _isDecided;

    /// <param name="source">Reads the tasks of the host.</param>
    /// <param name="setting">Whether the operator wants daemon mode.</param>
    /// <param name="families">The families that are published.</param>
    /// <param name="commonLabels">The labels that every series carries.</param>
    /// <exception cref="UsageException">The operator wants daemon mode and sets the label that tells the tasks apart.</exception>
    public Daemon(
        HostSource source, DaemonSetting setting, IEnumerable<MetricFamily<ScrapeContext>> families, IReadOnlyList<CommonLabel<ScrapeContext>> commonLabels)
    {
        Source = source;
        _isOn = _isDecided = setting == DaemonSetting.On;
        if (_isOn && commonLabels.FirstOrDefault(static label => label.Name == InstanceLabel) is { } clash)
        {
            throw new UsageException($"--ecs.daemon=on clashes with {clash.Origin}: both set the label '{InstanceLabel}'");
        }

        var registry = new MetricRegistry<ScrapeContext>(
            families,
            [
                new CommonLabel<ScrapeContext>(InstanceLabel, "--ecs.daemon", static scrape => scrape.Instance),
                .. commonLabels.Where(static label => label.Name != InstanceLabel),
            ]);
        _formats = ExpositionFormat.All.ToDictionary(static format => format, format => format.For(registry));
    }

    /// <summary>Reads the tasks of the host.</summary>
    public HostSource Source { get; }

    /// <summary>Whether the exporter is a Managed Daemon.</summary>
    public bool IsOn => _isOn;

    /// <summary>Decides by the first document of the exporter's own task whether it is a Managed Daemon. Returns what holds now.</summary>
    public bool Decide(TaskSnapshot own)
    {
        if (!_isDecided && own.Task is not null)
        {
            _isOn = own.Identity.Group?.StartsWith(DaemonGroup, StringComparison.Ordinal) ?? false;
            _isDecided = true;
        }

        return _isOn;
    }

    /// <summary>The targets of a scrape beside the exporter's own task: each other task of the host, in ordinal order of their ids.</summary>
    public static IEnumerable<ScrapeContext> OthersOf(HostSnapshot host) => host.Tasks
        .Where(task => task.Id != host.OwnTaskId)
        .Select(static task => new ScrapeContext(task.Snapshot) { Instance = task.Id, IsOwn = false });

    /// <summary>Writes all targets of a scrape in ordinal order of their instances, each family with the samples of all of them.</summary>
    /// <param name="own">The scrape, which is also the target of the exporter's own task, listed or not.</param>
    /// <param name="host">The tasks of the host.</param>
    /// <param name="format">The format.</param>
    /// <param name="output">Where the bytes go.</param>
    public void Write(ScrapeContext own, HostSnapshot host, ExpositionFormat format, IBufferWriter<byte> output)
    {
        ScrapeContext[] targets = [own, .. OthersOf(host)];
        Array.Sort(targets, static (left, right) => string.CompareOrdinal(left.Instance, right.Instance));
        _formats[format].Write(targets, output);
    }
}
