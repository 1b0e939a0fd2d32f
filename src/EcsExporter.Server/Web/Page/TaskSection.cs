// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Web.Page;

/// <summary>Shows the identity and the limits of the task.</summary>
internal static class TaskSection
{
    private const double BytesPerMebibyte = 1024 * 1024;

    public static void Append(HtmlBuilder page, TaskIdentity identity, TaskMetadataDocument task)
    {
        page.Raw("<section>\n<h2>Task</h2>\n<dl class=\"grid\">\n")
            .Entry("Cluster", identity.ClusterName)
            .Entry("Service", identity.ServiceName)
            .Entry("Family", identity.Revision is null ? identity.Family : $"{identity.Family}:{identity.Revision}")
            .Entry("Status", task.KnownStatus == task.DesiredStatus ? task.KnownStatus : $"{task.KnownStatus}, going to {task.DesiredStatus}")
            .Entry("Launch type", identity.LaunchType)
            .Entry("Availability zone", identity.AvailabilityZone)
            .Entry("Network mode", identity.NetworkMode)
            .Entry("CPU limit", task.CpuLimitVcpus is { } vcpus ? $"{FigureText.Number(vcpus)}\u00a0vCPU" : null)
            .Entry("Memory limit", task.MemoryLimitMebibytes is { } memory ? FigureText.Bytes(memory * BytesPerMebibyte) : null)
            .Raw("</dl>\n<dl class=\"grid wide\">\n")
            .Entry("ID", identity.ArnParts.TaskId ?? identity.TaskArn)
            .Bar(
                "Storage",
                task.EphemeralStorageUsedMebibytes * BytesPerMebibyte,
                task.EphemeralStorageReservedMebibytes * BytesPerMebibyte,
                FigureText.Bytes)
            .Raw("</dl>\n</section>\n");
    }
}

/// <summary>Shows the state and the resource usage of each container.</summary>
internal static class ContainerSection
{
    public static void Append(HtmlBuilder page, TaskSnapshot snapshot, DateTimeOffset now)
    {
        var containers = snapshot.Containers;
        var running = containers.Count(static container => container.Metadata.KnownStatus == "RUNNING");
        page.Raw("<section>\n<h2>Containers <small>")
            .Text(string.Create(CultureInfo.InvariantCulture, $"{running} of {containers.Length} running")).Raw("</small></h2>\n");
        if (containers.Length == 0)
        {
            page.Raw(snapshot.AllContainers.Length == 0
                ? "<p>ECS lists no containers of the task.</p>\n"
                : "<p>None of the task’s containers is published: see <code>--ecs.container-include</code> and <code>--ecs.container-exclude</code>.</p>\n");
        }

        page.Raw("<div class=\"cards\">\n");
        foreach (var container in containers)
        {
            AppendCard(page, container, snapshot.StateOf(EndpointDocument.TaskStats).IsUp, now);
        }

        page.Raw("</div>\n</section>\n");
    }

    private static void AppendCard(HtmlBuilder page, ContainerSnapshot container, bool statsWereRead, DateTimeOffset now)
    {
        var metadata = container.Metadata;
        page.Raw("<article>\n<h3>").Text(container.Name).Raw("</h3>\n<p class=\"tags\">");
        AppendTag(page, metadata.KnownStatus, StatusTone(metadata));
        AppendTag(page, metadata.Health?.Status, metadata.Health?.Status switch { "healthy" => "good", "unhealthy" => "bad", _ => "warn" });
        if (metadata.RestartCount is > 0 and var restarts)
        {
            AppendTag(page, string.Create(CultureInfo.InvariantCulture, $"{restarts:#,0} {(restarts == 1 ? "restart" : "restarts")}"), "warn");
        }

        if (metadata.ExitCode is { } exitCode)
        {
            AppendTag(page, string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}"), exitCode == 0 ? "plain" : "bad");
        }

        page.Raw("</p>\n<p class=\"image\">").Text(metadata.Image).Raw("</p>\n<dl class=\"rows\">\n");
        var stats = container.Stats;
        page.Bar("CPU", stats?.CpuCoresUsed, container.CpuLimitVcpus, FigureText.Number, "\u00a0vCPU")
            .Entry("CPU time so far", stats?.Cpu?.TotalUsage * stats?.CpuUnitSeconds, FigureText.Seconds)
            .Bar("Memory", stats?.Memory?.WorkingSetBytes, container.MemoryLimitBytes, FigureText.Bytes)
            .Entry("Memory with page cache", stats?.Memory?.UsageBytes, FigureText.Bytes);
        AppendTime(page, metadata, now);
        page.Raw("</dl>\n");
        if (stats?.CpuCoresUsed > container.CpuLimitVcpus)
        {
            page.Raw("<p class=\"note\">More than 100 % of the CPU is not an error: a container can exceed the limit for a moment, ")
                .Raw("or if the ECS agent does not enforce it.</p>\n");
        }

        if (stats is null && statsWereRead)
        {
            page.Raw("<p class=\"note\">No stats: the endpoint has them only for running containers.</p>\n");
        }

        page.Raw("</article>\n");
    }

    /// <summary>
    /// Returns the tone of a status. For a stopped container it is neutral, because the exit code tells whether the container succeeded.
    /// </summary>
    private static string StatusTone(Container metadata) => metadata.KnownStatus switch
    {
        "STOPPED" => "plain",
        _ when metadata.KnownStatus == metadata.DesiredStatus => "good",
        _ => "warn",
    };

    private static void AppendTag(HtmlBuilder page, string? words, string tone)
    {
        if (words is not null)
        {
            page.Raw($"<span class=\"tag {tone}\">").Text(words).Raw("</span> ");
        }
    }

    private static void AppendTime(HtmlBuilder page, Container metadata, DateTimeOffset now)
    {
        if (metadata is { KnownStatus: "STOPPED", FinishedAt: { } end })
        {
            page.Entry("Ended", FigureText.Ago(now - end.ToDateTimeOffset()));
        }
        else if (metadata.StartedAt is { } start)
        {
            page.Entry("Started", FigureText.Ago(now - start.ToDateTimeOffset()));
        }
    }
}
