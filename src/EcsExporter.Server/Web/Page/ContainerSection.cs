// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.TaskMetadata;

namespace EcsExporter.Server.Web.Page;

/// <summary>How each container fares.</summary>
internal static class ContainerSection
{
    public static void Append(HtmlBuilder page, IReadOnlyList<ContainerSnapshot> containers)
    {
        page.Raw("<section>\n<h2>Containers</h2>\n<div class=\"cards\">\n");
        foreach (var container in containers)
        {
            AppendCard(page, container);
        }

        page.Raw("</div>\n</section>\n");
    }

    private static void AppendCard(HtmlBuilder page, ContainerSnapshot container)
    {
        var metadata = container.Metadata;
        page.Raw("<article>\n<h3>").Text(container.Name).Raw("</h3>\n<p class=\"tags\">");
        AppendTag(page, metadata.KnownStatus, metadata.KnownStatus == metadata.DesiredStatus || metadata.ExitCode == 0);
        AppendTag(page, metadata.Health?.Status, metadata.Health?.Status == "healthy");
        if (metadata.RestartCount is { } restarts)
        {
            AppendTag(page, string.Create(CultureInfo.InvariantCulture, $"{restarts} {(restarts == 1 ? "restart" : "restarts")}"), restarts == 0);
        }

        if (metadata.ExitCode is { } exitCode)
        {
            AppendTag(page, string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}"), exitCode == 0);
        }

        page.Raw("</p>\n<p class=\"image\">").Text(metadata.Image).Raw("</p>\n");
        AppendCpu(page, container);
        AppendMemory(page, container);
        if (container.Stats is null)
        {
            page.Raw("<p>No figures: the endpoint has them for running containers only.</p>\n");
        }

        page.Raw("</article>\n");
    }

    private static void AppendTag(HtmlBuilder page, string? words, bool isGood)
    {
        if (words is not null)
        {
            page.Raw(isGood ? "<span class=\"tag good\">" : "<span class=\"tag warn\">").Text(words).Raw("</span> ");
        }
    }

    private static void AppendCpu(HtmlBuilder page, ContainerSnapshot container)
    {
        if (container.Stats is not { CpuCoresUsed: { } cores } stats)
        {
            return;
        }

        if (container.CpuLimitVcpus is { } limit)
        {
            page.Meter("CPU", cores / limit, $"{Words.Number(cores)} of {Words.Number(limit)} vCPU");
        }

        if (stats.Cpu?.TotalUsage is { } total)
        {
            var seconds = total * stats.CpuUnitSeconds;
            page.Raw("<p>CPU time ").Figure(seconds, $"{Words.Number(seconds)} s").Raw("</p>\n");
        }
    }

    private static void AppendMemory(HtmlBuilder page, ContainerSnapshot container)
    {
        if (container.Stats?.Memory is not { } memory)
        {
            return;
        }

        if (memory.WorkingSetBytes is { } workingSet)
        {
            if (container.MemoryLimitBytes is { } limit)
            {
                page.Meter("Memory", workingSet / limit, $"{Words.Bytes(workingSet)} of {Words.Bytes(limit)}");
            }

            page.Raw("<p>Working set ").Figure(workingSet, Words.Bytes(workingSet));
            if (memory.UsageBytes is { } usage)
            {
                page.Raw(", with page cache ").Figure(usage, Words.Bytes(usage));
            }

            page.Raw("</p>\n");
        }
    }
}
