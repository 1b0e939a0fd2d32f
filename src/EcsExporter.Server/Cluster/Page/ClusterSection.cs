// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.Server.Web.Page;

namespace EcsExporter.Server.Cluster.Page;

/// <summary>Shows a cluster: its services with their task counts and state, and why tasks have stopped recently.</summary>
internal static class ClusterSection
{
    /// <summary>The most services of one cluster on the page. Browsers show thousands of rows slowly.</summary>
    private const int MaxServices = 200;

    public static void Append(HtmlBuilder page, ClusterReading cluster, DateTimeOffset now)
    {
        var services = cluster.Services.Items;
        page.Raw("<section>\n<h2>").Text(cluster.Name).Raw(" <small>")
            .Text(string.Create(
                CultureInfo.InvariantCulture,
                $"{services.Length:#,0} services, {cluster.Cluster.RunningTasks:#,0} tasks, {cluster.Cluster.ContainerInstances:#,0} container instances"))
            .Raw("</small></h2>\n");
        AppendServices(page, cluster, now);
        AppendStops(page, cluster.Stopped.Items);
        page.Raw("</section>\n");
    }

    private static void AppendServices(HtmlBuilder page, ClusterReading cluster, DateTimeOffset now)
    {
        if (cluster.Services.Items.Length == 0)
        {
            page.Raw(cluster.Services.ReadAt is null ? "<p>The services have not been read yet.</p>\n" : "<p>No services.</p>\n");
            return;
        }

        // Services with a problem come first.
        List<EcsService> services = [.. Array.FindAll(cluster.Services.Items, static service => Tone(service) != "good")];
        services.AddRange(Array.FindAll(cluster.Services.Items, static service => Tone(service) == "good"));
        page.Raw("<table class=\"stack\">\n<thead><tr><th>Service</th><th>Desired</th><th>Running</th><th>Pending</th><th>State</th></tr></thead>\n<tbody>\n");
        foreach (var service in services[..Math.Min(services.Count, MaxServices)])
        {
            page.Raw("<tr><th scope=\"row\">").Text(service.Name).Raw("</th>");
            AppendNumber(page, "Desired", service.DesiredTasks);
            AppendNumber(page, "Running", service.RunningTasks);
            AppendNumber(page, "Pending", service.PendingTasks);
            page.Raw($"<td><span class=\"tag {Tone(service)}\">").Text(StateOf(service, now)).Raw("</span></td></tr>\n");
        }

        page.Raw("</tbody>\n</table>\n");
        if (cluster.Services.Items.Length > MaxServices)
        {
            page.Raw(string.Create(CultureInfo.InvariantCulture, $"<p class=\"note\">And {cluster.Services.Items.Length - MaxServices:#,0} more.</p>\n"));
        }
    }

    private static void AppendNumber(HtmlBuilder page, string heading, long? number)
    {
        page.Raw($"<td data-label=\"{heading}\">");
        if (number is { } value)
        {
            page.Figure(value, FigureText.Number(value));
        }

        page.Raw("</td>");
    }

    private static string Tone(EcsService service) => service switch
    {
        { PrimaryDeployment.RolloutState: "FAILED" } => "bad",
        _ when service.RunningTasks < service.DesiredTasks => "warn",
        { Status: not "ACTIVE" } or { PrimaryDeployment.RolloutState: "IN_PROGRESS" } => "warn",
        _ => "good",
    };

    private static string StateOf(EcsService service, DateTimeOffset now) => service switch
    {
        { PrimaryDeployment.RolloutState: "FAILED" } => "deployment failed",
        { PrimaryDeployment: { RolloutState: "IN_PROGRESS", CreatedAt: { } began } } => $"deployment began {FigureText.Ago(now - began)}",
        { Status: not "ACTIVE" } => service.Status?.ToLowerInvariant() ?? "unknown",
        _ when service.RunningTasks < service.DesiredTasks => "below desired",
        _ => "steady",
    };

    private static void AppendStops(HtmlBuilder page, StoppedTask[] stopped)
    {
        if (stopped.Length == 0)
        {
            return;
        }

        page.Raw("<h3>Tasks stopped in the last hour</h3>\n<table>\n<thead><tr><th>Service</th><th>Reason</th><th>Tasks</th></tr></thead>\n<tbody>\n");
        var groups = StopGroup.Of(stopped);
        foreach (var group in groups[..Math.Min(groups.Count, MaxServices)])
        {
            page.Raw("<tr><th scope=\"row\">").Text(group.Service.Length > 0 ? group.Service : "(no service)").Raw("</th><td>")
                .Text(group.Reason.Label()).Raw("</td>");
            AppendNumber(page, "Tasks", group.Count);
            page.Raw("</tr>\n");
        }

        page.Raw("</tbody>\n</table>\n");
    }

    /// <summary>Counts the tasks of a service that stopped for one reason.</summary>
    private sealed class StopGroup(string service, StopReason reason)
    {
        public string Service => service;

        public StopReason Reason => reason;

        public long Count { get; private set; }

        /// <summary>Returns the groups, the largest first.</summary>
        public static List<StopGroup> Of(StoppedTask[] stopped)
        {
            List<StopGroup> groups = [];
            foreach (var task in stopped)
            {
                var group = groups.Find(known => known.Service == task.Service && known.Reason == task.Reason);
                if (group is null)
                {
                    group = new StopGroup(task.Service, task.Reason);
                    groups.Add(group);
                }

                group.Count++;
            }

            groups.Sort(static (left, right) =>
                left.Count != right.Count ? right.Count.CompareTo(left.Count) : string.CompareOrdinal(left.Service, right.Service));
            return groups;
        }
    }
}
