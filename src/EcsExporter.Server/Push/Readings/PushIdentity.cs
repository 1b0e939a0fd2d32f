// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.Push.Readings;

/// <summary>Holds the labels that a scraper would add to every series of the exporter's own task. They are constant for the process.</summary>
/// <param name="Job">The label <c>job</c>; not empty. Other tasks of the host have the same.</param>
/// <param name="Instance">The label <c>instance</c>; not empty.</param>
internal sealed record PushIdentity(string Job, string Instance);

/// <summary>Holds a task other than the exporter's own.</summary>
/// <param name="Instance">The label <c>instance</c> of its series; not empty.</param>
/// <param name="Collect">Passes every sample to a sink, in the order of the families' names.</param>
internal sealed record PushTarget(string Instance, Action<ISampleSink> Collect);
