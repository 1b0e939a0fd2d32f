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
/// Publishes all tasks of the host when the exporter runs as a Managed Daemon. Each task is a target of its own, with its ID as the label
/// <c>instance</c>, and has the series that an exporter inside that task would have. The exporter's own figures belong to the target of its own task.
/// </summary>
internal sealed class Daemon
{
    private const string InstanceLabel = "instance";
    private const string DaemonGroup = "daemon:";

    private readonly Dictionary<ExpositionFormat, BoundFormat<ScrapeContext>> _formats;
    private volatile bool _isOn;
    private volatile bool _isDecided;

    /// <param name="source">Reads the tasks of the host.</param>
    /// <param name="setting">Whether the operator enables daemon mode.</param>
    /// <param name="families">The families to publish.</param>
    /// <param name="commonLabels">The labels of every series.</param>
    /// <exception cref="UsageException">The operator enables daemon mode and also sets the label <c>instance</c>.</exception>
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

    /// <summary>Determines from the first document of the exporter's own task whether it is a Managed Daemon. Returns the current result.</summary>
    public bool Decide(TaskSnapshot own)
    {
        if (!_isDecided && own.Task is not null)
        {
            _isOn = own.Identity.Group?.StartsWith(DaemonGroup, StringComparison.Ordinal) ?? false;
            _isDecided = true;
        }

        return _isOn;
    }

    /// <summary>Returns the targets of a scrape except the exporter's own task: each other task of the host, in ordinal order of their IDs.</summary>
    public static IEnumerable<ScrapeContext> OthersOf(HostSnapshot host) => host.Tasks
        .Where(task => task.Id != host.OwnTaskId)
        .Select(static task => new ScrapeContext(task.Snapshot) { Instance = task.Id, IsOwn = false });

    /// <summary>Writes all targets of a scrape in ordinal order of their instances. Each family has the samples of all targets.</summary>
    /// <param name="own">The scrape. It is also the target of the exporter's own task, even if the host does not list that task.</param>
    /// <param name="host">The tasks of the host.</param>
    /// <param name="format">The format.</param>
    /// <param name="output">Receives the exposition.</param>
    public void Write(ScrapeContext own, HostSnapshot host, ExpositionFormat format, IBufferWriter<byte> output)
    {
        ScrapeContext[] targets = [own, .. OthersOf(host)];
        Array.Sort(targets, static (left, right) => string.CompareOrdinal(left.Instance, right.Instance));
        _formats[format].Write(targets, output);
    }
}
