// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.Push.Readings;

/// <summary>The labels that a scraper would add to every series of the exporter's own task. They never change while the process lives.</summary>
/// <param name="Job">The label <c>job</c>; not empty. Other tasks have it too.</param>
/// <param name="Instance">The label <c>instance</c>; not empty.</param>
internal sealed record PushIdentity(string Job, string Instance);

/// <summary>Another task than the exporter's own.</summary>
/// <param name="Instance">The label <c>instance</c> of its series; not empty.</param>
/// <param name="Collect">Hands every sample to a sink, families by name.</param>
internal sealed record PushTarget(string Instance, Action<ISampleSink> Collect);
