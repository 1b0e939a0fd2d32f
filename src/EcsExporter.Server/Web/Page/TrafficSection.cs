// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Server.Web.Page;

/// <summary>What went over networks and block devices so far.</summary>
internal static class TrafficSection
{
    public static void Append(HtmlBuilder page, TaskSnapshot snapshot)
    {
        page.Raw("<section>\n<h2>Network</h2>\n");
        AppendTable(
            page,
            "No interface counters: the task uses the host's network or none, or the platform does not tell.",
            "<th>Of</th><th>Interface</th><th>Received</th><th>Sent</th>",
            [
                .. snapshot.SharedInterfaces.Select(static traffic => Row("task", traffic)),
                .. snapshot.Containers.SelectMany(static container => container.OwnInterfaces.Select(traffic => Row(container.Name, traffic))),
            ]);
        page.Raw("<h2>Disks</h2>\n");
        AppendTable(
            page,
            "No block-device counters.",
            "<th>Of</th><th>Device</th><th>Read</th><th>Written</th>",
            [
                .. snapshot.Containers.SelectMany(static container =>
                    (container.Stats?.BlockIo.Bytes ?? []).Select(device => new Line(container.Name, device.Device, device.Read, device.Written))),
            ]);
        page.Raw("</section>\n");
    }

    private static Line Row(string owner, InterfaceStats traffic) => new(owner, traffic.Name, traffic.ReceiveBytes, traffic.TransmitBytes);

    private static void AppendTable(HtmlBuilder page, string nothing, string headings, IReadOnlyList<Line> lines)
    {
        if (lines.Count == 0)
        {
            page.Raw("<p>").Text(nothing).Raw("</p>\n");
            return;
        }

        page.Raw("<table>\n<tr>").Raw(headings).Raw("</tr>\n");
        foreach (var line in lines)
        {
            page.Raw("<tr><td>").Text(line.Owner).Raw("</td><td>").Text(line.Name).Raw("</td>");
            AppendBytes(page, line.In);
            AppendBytes(page, line.Out);
            page.Raw("</tr>\n");
        }

        page.Raw("</table>\n");
    }

    private static void AppendBytes(HtmlBuilder page, ulong? bytes)
    {
        page.Raw("<td>");
        if (bytes is { } value)
        {
            page.Figure(value, Words.Bytes(value));
        }

        page.Raw("</td>");
    }

    private readonly record struct Line(string Owner, string Name, ulong? In, ulong? Out);
}
