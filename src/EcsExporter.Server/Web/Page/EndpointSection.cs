// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Server.Web.Page;

/// <summary>Shows whether the exporter works, and for each failure the reason and what to check.</summary>
internal static class EndpointSection
{
    public static void Append(
        HtmlBuilder page, ImmutableArray<DocumentState> documents, MetadataEndpoint endpoint, TimeSpan age, DateTimeOffset now)
    {
        var isUp = documents.All(static document => document.IsUp);
        var (tone, headline) = Verdict(documents, isUp, endpoint);
        page.Raw($"<section class=\"state {tone}\">\n<h2>").Text(headline).Raw("</h2>\n");
        if (endpoint.BaseUri is null)
        {
            AppendMissing(page, endpoint);
        }
        else if (isUp)
        {
            AppendReading(page, documents, age);
        }
        else
        {
            AppendFailures(page, documents, endpoint, age, now);
        }

        page.Raw("</section>\n");
    }

    private static (string Tone, string Headline) Verdict(ImmutableArray<DocumentState> documents, bool isUp, MetadataEndpoint endpoint) => isUp switch
    {
        _ when endpoint.BaseUri is null => ("bad", "Exporter not working: there is no task metadata endpoint"),
        true => ("good", "Exporter working"),

        // Metadata come first in every set of documents.
        _ when documents[0].IsUp => ("bad", "Exporter partly working: the stats of the containers cannot be read"),
        _ when documents.Any(static document => document.IsUp) => ("bad", "Exporter not working: the containers of the task cannot be read"),
        _ => ("bad", "Exporter not working: the task metadata endpoint cannot be read"),
    };

    private static void AppendMissing(HtmlBuilder page, MetadataEndpoint endpoint) => page
        .Raw("<p>").Text(Sentence(endpoint.Origin)).Raw("</p>\n")
        .Raw("<p>On ECS, check that the platform version is 1.4.0 or later on Fargate, or the container agent 1.39.0 or later on EC2. ")
        .Raw("Elsewhere, give the address with <code>--ecs.metadata-uri</code>, or try <code>ecs_exporter demo</code>.</p>\n");

    private static void AppendReading(HtmlBuilder page, ImmutableArray<DocumentState> documents, TimeSpan age)
    {
        page.Raw("<p>The task metadata endpoint answers. Read ").Text(FigureText.Ago(age));
        var separator = ": ";
        foreach (var state in documents)
        {
            page.Raw($"{separator}<code>").Text(state.Document.Path).Raw("</code> in ").Text(FigureText.Milliseconds(state.Duration));
            separator = ", ";
        }

        page.Raw(".</p>\n");
    }

    private static void AppendFailures(
        HtmlBuilder page, ImmutableArray<DocumentState> documents, MetadataEndpoint endpoint, TimeSpan age, DateTimeOffset now)
    {
        page.Raw("<dl class=\"rows documents\">\n");
        foreach (var state in documents)
        {
            AppendDocument(page, state, now);
        }

        page.Raw("</dl>\n");
        if (documents.Any(static state => state.Failure is { IsMissing: true }))
        {
            page.Raw("<p><strong>What to check.</strong> Does the exporter run as a Managed Daemon on Managed Instances? Other tasks can read ")
                .Raw("only their own data: leave <code>--ecs.daemon</code> at <code>auto</code>.</p>\n");
        }

        foreach (var advice in documents.Select(static state => state.Failure is { IsMissing: false, Reason: var reason } ? Advice(reason) : null)
            .OfType<string>().Distinct())
        {
            page.Raw("<p><strong>What to check.</strong> ").Raw(advice).Raw("</p>\n");
        }

        // Only host and port are shown, because the rest of the address may be secret.
        page.Raw("<p class=\"note\">Last request to <code>").Text(endpoint.BaseUri?.Authority).Raw("</code> (from <code>").Text(endpoint.Origin)
            .Raw("</code>) ").Text(FigureText.Ago(age))
            .Raw(". This page and each scrape try again. Until the endpoint answers, scrapes return <code>ecs_up 0</code>.</p>\n");
    }

    private static void AppendDocument(HtmlBuilder page, DocumentState state, DateTimeOffset now)
    {
        page.Raw("<div><dt><code>").Text(state.Document.Path).Raw("</code></dt><dd>");
        if (state.Failure is { } failure)
        {
            page.Text(Sentence(failure.Message))
                .Text(state.LastSuccess is { } last ? $" Last read {FigureText.Ago(now - last.ToDateTimeOffset())}." : " Never read.");
        }
        else
        {
            page.Text($"Read in {FigureText.Milliseconds(state.Duration)}.");
        }

        page.Raw("</dd></div>\n");
    }

    private static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}.";

    /// <summary>Returns what an operator can do about a failure, as HTML.</summary>
    private static string Advice(FailureReason reason) => reason switch
    {
        FailureReason.Timeout => "Is the ECS agent or the host overloaded? <code>--ecs.timeout</code> gives it more time.",
        FailureReason.Connect => "Does the exporter run inside the task, and does nothing there block the address? Failures are normal while a task starts.",
        FailureReason.Http4xx => "Is the address this container’s own, not copied from another task?",
        FailureReason.Http429 => "Something else in the task requests the same document too often: the limit is 40 requests a second.",
        FailureReason.Http5xx => "The ECS agent is failing. This is normal while containers start; otherwise see the agent’s log on the host.",
        FailureReason.TooLarge => "The task is larger than the exporter can read, or this is not the address of a task metadata endpoint.",
        FailureReason.Decode => "Is this the address of a task metadata endpoint, or does a proxy answer in its place?",
    };
}
