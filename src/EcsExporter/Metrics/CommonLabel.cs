// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics;

/// <summary>A label that every series carries, beside the labels of its family.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Origin">What asked for the label, as an operator wrote it; named when it clashes with another.</param>
/// <param name="Value">Its value in a scrape; the same for all series of that scrape.</param>
public sealed record CommonLabel(string Name, string Origin, Func<TaskSnapshot, string> Value)
{
    /// <summary>
    /// Whether it says something of the task: families about the exporter itself (<c>process_*</c>, <c>dotnet_*</c>, …) go
    /// without it, and families that have such a label already keep their own.
    /// </summary>
    public bool IsAboutTask { get; init; }
}
