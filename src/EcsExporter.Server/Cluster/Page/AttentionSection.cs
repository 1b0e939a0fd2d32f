// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.Server.Web.Page;

namespace EcsExporter.Server.Cluster.Page;

/// <summary>Shows one line for each service with a problem. It shows nothing when there is none.</summary>
internal static class AttentionSection
{
    /// <summary>The most services on the card. The tables of the clusters list services with a problem first.</summary>
    private const int MaxServices = 20;

    public static void Append(HtmlBuilder page, ClusterReading[] clusters)
    {
        List<(string Name, string? Words)> troubles = [];
        foreach (var cluster in clusters)
        {
            foreach (var service in cluster.Services.Items)
            {
                if (TroubleOf(service) is { } words)
                {
                    troubles.Add(($"{cluster.Name}/{service.Name}", words));
                }
            }
        }

        var headline = troubles.Count == 1
            ? "A service needs attention"
            : string.Create(CultureInfo.InvariantCulture, $"{troubles.Count:#,0} services need attention");
        if (troubles.Count > MaxServices)
        {
            headline += string.Create(CultureInfo.InvariantCulture, $", such as these {MaxServices}");
            troubles.RemoveRange(MaxServices, troubles.Count - MaxServices);
        }

        TroubleSection.Append(page, headline, [.. troubles]);
    }

    private static string? TroubleOf(EcsService service) => service.PrimaryDeployment switch
    {
        { RolloutState: "FAILED" } => "Its deployment failed. " + MissingTasks(service),
        { RolloutState: "IN_PROGRESS", FailedTasks: > 0 and var failed } =>
            string.Create(CultureInfo.InvariantCulture, $"Its deployment could not start {failed:#,0} {(failed == 1 ? "task" : "tasks")}. ")
            + MissingTasks(service),
        _ => MissingTasks(service),
    };

    private static string? MissingTasks(EcsService service) => service.RunningTasks < service.DesiredTasks
        ? string.Create(CultureInfo.InvariantCulture, $"It runs {service.RunningTasks:#,0} of {service.DesiredTasks:#,0} tasks.")
        : null;
}
