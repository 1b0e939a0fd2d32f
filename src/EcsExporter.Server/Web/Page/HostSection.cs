// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Web.Page;

/// <summary>Shows the tasks of the host, each with its state and a link to its page.</summary>
internal static class HostSection
{
    /// <summary>The query parameter that selects a task.</summary>
    public const string TaskParameter = "task";

    /// <param name="page">The page to append to.</param>
    /// <param name="host">The tasks of the host.</param>
    /// <param name="shown">The task that this page shows.</param>
    public static void Append(HtmlBuilder page, HostSnapshot host, TaskSnapshot shown)
    {
        var withStats = host.Tasks.Count(static task => task.HasStats);
        page.Raw("<section>\n<h2>Tasks of the instance <small>")
            .Text(string.Create(CultureInfo.InvariantCulture, $"{withStats} of {host.Tasks.Length} with stats")).Raw("</small></h2>\n");
        if (host.Tasks.IsEmpty)
        {
            page.Raw("<p>The endpoint has not listed any tasks yet.</p>\n</section>\n");
            return;
        }

        page.Raw("<table class=\"stack\">\n<thead><tr><th>Task</th><th>Family</th><th>Status</th><th>Containers</th><th>Stats</th></tr></thead>\n<tbody>\n");
        foreach (var task in host.Tasks)
        {
            AppendRow(page, task, isOwn: task.Id == host.OwnTaskId, isShown: task.Snapshot == shown);
        }

        page.Raw("</tbody>\n</table>\n</section>\n");
    }

    private static void AppendRow(HtmlBuilder page, HostTask task, bool isOwn, bool isShown)
    {
        var identity = task.Snapshot.Identity;
        page.Raw("<tr><th scope=\"row\"><a href=\"?").Raw(TaskParameter).Raw("=").Text(Uri.EscapeDataString(task.Id))
            .Raw(isShown ? "\" aria-current=\"page\">" : "\">").Text(task.Id).Raw("</a>").Raw(isOwn ? " <small>this exporter</small>" : "")
            .Raw("</th><td data-label=\"Family\">")
            .Text(identity.Revision is null ? identity.Family : $"{identity.Family}:{identity.Revision}").Raw("</td><td data-label=\"Status\">")
            .Text(task.Snapshot.Task is { } document ? document.KnownStatus : "not readable").Raw("</td><td data-label=\"Containers\">")
            .Text(task.Snapshot.AllContainers.Length.ToString(CultureInfo.InvariantCulture)).Raw("</td><td data-label=\"Stats\">")
            .Text(task.HasStats ? "yes" : "none").Raw("</td></tr>\n");
    }
}
