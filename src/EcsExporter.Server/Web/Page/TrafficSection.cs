// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Server.Web.Page;

/// <summary>What went over networks and block devices so far.</summary>
internal static class TrafficSection
{
    public static void Append(HtmlBuilder page, TaskSnapshot snapshot)
    {
        page.Raw("<section>\n<h2>Network</h2>\n");
        var networks = snapshot.SharedInterfaces.Select(traffic => ("task", traffic))
            .Concat(snapshot.Containers.SelectMany(container => container.OwnInterfaces.Select(traffic => (container.Name, traffic))))
            .ToList();
        if (networks.Count == 0)
        {
            page.Raw("<p>No interface counters: the task uses the host's network or none, or the platform does not tell.</p>\n");
        }
        else
        {
            page.Raw("<table>\n<tr><th>Of</th><th>Interface</th><th>Received</th><th>Sent</th></tr>\n");
            foreach (var (owner, traffic) in networks)
            {
                AppendRow(page, owner, traffic.Name, traffic.ReceiveBytes, traffic.TransmitBytes);
            }

            page.Raw("</table>\n");
        }

        page.Raw("<h2>Disks</h2>\n");
        var disks = snapshot.Containers
            .SelectMany(container => (container.Stats?.BlockIo.Bytes ?? []).Select(device => (container.Name, device)))
            .ToList();
        if (disks.Count == 0)
        {
            page.Raw("<p>No block-device counters.</p>\n");
        }
        else
        {
            page.Raw("<table>\n<tr><th>Of</th><th>Device</th><th>Read</th><th>Written</th></tr>\n");
            foreach (var (owner, device) in disks)
            {
                AppendRow(page, owner, device.Device, device.Read, device.Written);
            }

            page.Raw("</table>\n");
        }

        page.Raw("</section>\n");
    }

    private static void AppendRow(HtmlBuilder page, string owner, string name, ulong? first, ulong? second)
    {
        page.Raw("<tr><td>").Text(owner).Raw("</td><td>").Text(name).Raw("</td>");
        AppendBytes(page, first);
        AppendBytes(page, second);
        page.Raw("</tr>\n");
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
}
