// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Web.Page;

/// <summary>Shows one line for each container with a problem. It shows nothing when there is none.</summary>
internal static class TroubleSection
{
    public static void Append(HtmlBuilder page, ImmutableArray<ContainerSnapshot> containers)
    {
        var troubles = containers.Select(static container => (container.Name, Words: TroubleOf(container.Metadata)))
            .Where(static trouble => trouble.Words is not null)
            .ToArray();
        Append(page, troubles.Length == 1 ? "A container needs attention" : $"{troubles.Length} containers need attention", troubles);
    }

    /// <summary>Appends a card with one line for each problem. Appends nothing when there is none.</summary>
    public static void Append(HtmlBuilder page, string headline, ReadOnlySpan<(string Name, string? Words)> troubles)
    {
        if (troubles.IsEmpty)
        {
            return;
        }

        page.Raw("<section class=\"state warn\">\n<h2>").Text(headline).Raw("</h2>\n<dl class=\"rows documents\">\n");
        foreach (var (name, words) in troubles)
        {
            page.Entry(name, words);
        }

        page.Raw("</dl>\n</section>\n");
    }

    private static string? TroubleOf(Container metadata) => metadata switch
    {
        { Health.Status: "unhealthy" } => "Its health check fails." + Restarts(metadata),
        { KnownStatus: "STOPPED", ExitCode: 137 } =>
            "It was killed (exit code 137): by the kernel because its memory was full, or by ECS because it did not stop in time.",
        { KnownStatus: "STOPPED", ExitCode: { } code and not 0 } =>
            string.Create(CultureInfo.InvariantCulture, $"It exited with code {code}: see its log."),
        { RestartCount: > 0 } => Restarts(metadata).TrimStart(),
        _ => null,
    };

    private static string Restarts(Container metadata) => metadata.RestartCount switch
    {
        > 1 and var count => string.Create(CultureInfo.InvariantCulture, $" ECS has restarted it {count:#,0} times."),
        1 => " ECS has restarted it once.",
        _ => "",
    };
}
