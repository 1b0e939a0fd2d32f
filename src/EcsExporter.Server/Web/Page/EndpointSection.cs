// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Server.Web.Page;

/// <summary>Is it working, and if not, why, and what to check.</summary>
internal static class EndpointSection
{
    public static void Append(HtmlBuilder page, TaskSnapshot snapshot, MetadataEndpoint endpoint, DateTimeOffset now)
    {
        page.Raw($"<section class=\"state {(snapshot.IsUp ? "good" : "bad")}\">\n<h2>")
            .Text(snapshot.IsUp ? "The task metadata endpoint works" : Headline(endpoint)).Raw("</h2>\n");
        if (endpoint.BaseUri is null)
        {
            page.Raw("<p>").Text(Sentence(endpoint.Origin)).Raw("</p>\n<p>")
                .Text("On ECS, check that the platform version is 1.4.0 or later on Fargate, or the container agent 1.39.0 or later on EC2. Elsewhere, give the address with --ecs.metadata-uri, or try the command demo.")
                .Raw("</p>\n</section>\n");
            return;
        }

        AppendDocument(page, "/task", snapshot.TaskStatus, now);
        AppendDocument(page, "/task/stats", snapshot.StatsStatus, now);
        page.Raw("</section>\n");
    }

    private static string Headline(MetadataEndpoint endpoint) =>
        endpoint.BaseUri is null ? "There is no task metadata endpoint" : "The task metadata endpoint cannot be read";

    private static void AppendDocument(HtmlBuilder page, string path, DocumentStatus status, DateTimeOffset now)
    {
        page.Raw("<p><code>").Text(path).Raw("</code> ");
        if (status.Failure is { } failure)
        {
            page.Text($"failed: {Sentence(failure.Message)} {Advice(failure.Reason)}");
            page.Text(status.LastSuccess is { } last ? $" Last read {Age(last, now)} ago." : " Never read so far.");
        }
        else if (status.LastSuccess is { } last)
        {
            page.Text($"read {Age(last, now)} ago, in {Words.Number(Math.Ceiling(status.Duration?.TotalMilliseconds ?? 0))} ms.");
        }

        page.Raw("</p>\n");
    }

    private static string Age(Timestamp time, DateTimeOffset now) => Words.Duration(now - time.ToDateTimeOffset());

    private static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}.";

    /// <summary>What an operator can do about it.</summary>
    private static string Advice(FailureReason reason) => reason switch
    {
        FailureReason.Timeout => "Check whether the ECS agent or the host is overloaded; --ecs.timeout gives it more time.",
        FailureReason.Connect => "Check that the exporter runs inside the task and that nothing in it blocks 169.254.170.2; while a task starts this passes.",
        FailureReason.Http4xx => "Check that the address in ECS_CONTAINER_METADATA_URI_V4 is this container's own and was not copied from another task.",
        FailureReason.Http429 => "Something else in the task asks the endpoint too often: 40 requests a second are allowed for all together.",
        FailureReason.Http5xx => "The ECS agent has trouble; while containers start this passes, otherwise see the agent's log on the host.",
        FailureReason.TooLarge => "The task is larger than the exporter reads, or the address is not that of a task metadata endpoint.",
        _ => "Check that the address is that of a task metadata endpoint and that no proxy answers in its place.",
    };
}
