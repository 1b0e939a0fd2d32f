// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Everything that one scrape of a task publishes. It is read once, before the scrape is rendered.
/// </summary>
/// <param name="task">The task.</param>
/// <param name="self">The exporter itself; null when that is not published.</param>
internal sealed class ScrapeContext(TaskSnapshot task, SelfFigures? self = null)
{
    public TaskSnapshot Task => task;

    public SelfFigures? Self => self;
}
