// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Web.Page;

/// <summary>Shows the traffic of networks and block devices so far.</summary>
internal static class TrafficSection
{
    public static void Append(HtmlBuilder page, TaskSnapshot snapshot)
    {
        page.Raw("<div class=\"pair\">\n");
        AppendTable(
            page,
            "Network",
            "No interface counters: the task uses the host’s network or none, or the platform does not report them.",
            "<th>Interface</th><th>Received</th><th>Sent</th>",
            [
                .. snapshot.SharedInterfaces.Select(static traffic => Row("whole task", traffic)),
                .. snapshot.Containers.SelectMany(static container => container.OwnInterfaces.Select(traffic => Row(container.Name, traffic))),
            ]);
        AppendTable(
            page,
            "Disks",
            "No block-device counters.",
            "<th>Device</th><th>Read</th><th>Written</th>",
            [
                .. snapshot.Containers.SelectMany(static container =>
                    (container.Stats?.BlockIo.Bytes ?? []).Select(device => new Line(container.Name, device.Device, device.Read, device.Written))),
            ]);
        page.Raw("</div>\n");
    }

    private static Line Row(string owner, InterfaceStats traffic) => new(owner, traffic.Name, traffic.ReceiveBytes, traffic.TransmitBytes);

    private static void AppendTable(HtmlBuilder page, string title, string nothing, string headings, IReadOnlyList<Line> lines)
    {
        page.Raw("<section>\n<h2>").Text(title);
        if (lines.Count == 0)
        {
            page.Raw("</h2>\n<p>").Text(nothing).Raw("</p>\n</section>\n");
            return;
        }

        page.Raw(" <small>so far</small></h2>\n<table>\n<thead><tr>").Raw(headings).Raw("</tr></thead>\n<tbody>\n");
        foreach (var line in lines)
        {
            page.Raw("<tr><th scope=\"row\">").Text(line.Owner).Raw(" <small>").Text(line.Name).Raw("</small></th>");
            AppendBytes(page, line.In);
            AppendBytes(page, line.Out);
            page.Raw("</tr>\n");
        }

        page.Raw("</tbody>\n</table>\n</section>\n");
    }

    private static void AppendBytes(HtmlBuilder page, ulong? bytes)
    {
        page.Raw("<td>");
        if (bytes is { } value)
        {
            page.Figure(value, FigureText.Bytes(value));
        }

        page.Raw("</td>");
    }

    private readonly record struct Line(string Owner, string Name, ulong? In, ulong? Out);
}
