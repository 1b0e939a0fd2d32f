// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Readings;

/// <summary>The labels that a scraper would add to every series. They never change while the process lives.</summary>
/// <param name="Job">The label <c>job</c>; not empty.</param>
/// <param name="Instance">The label <c>instance</c>; not empty.</param>
internal sealed record PushIdentity(string Job, string Instance);
