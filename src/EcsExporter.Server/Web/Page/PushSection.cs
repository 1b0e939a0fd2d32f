// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push;

namespace EcsExporter.Server.Web.Page;

/// <summary>Shows whether push works, and for a failure the reason and what to check.</summary>
internal static class PushSection
{
    public static void Append(HtmlBuilder page, Pusher pusher, DateTimeOffset now)
    {
        var state = pusher.State.Now;
        var (tone, headline) = state switch
        {
            _ when pusher.ReadingError is not null => ("bad", "Push is not working: the metrics cannot be collected"),
            { FailingSince: not null } => ("bad", "Push is not working"),
            { LastSuccess: null } => ("warn", "Push has delivered nothing yet"),
            _ => ("good", "Push is working"),
        };
        page.Raw($"<section class=\"state {tone}\">\n<h2>").Text(headline).Raw("</h2>\n<dl class=\"rows\">\n")
            .Entry("Receiver", pusher.State.Receiver)
            .Entry("No reading", pusher.ReadingError)
            .Entry("Series", pusher.Instance is { } instance ? $"job=\"{pusher.Job}\", instance=\"{instance}\"" : null)
            .Entry("Last delivered", state.LastSuccess is { } success ? FigureText.Ago(now - success) : "never")
            .Entry("Failing since", state.FailingSince is { } since ? FigureText.Ago(now - since) : null)
            .Entry(state.FailingSince is null ? "Last error (resolved)" : "Last error", state.LastError)
            .Entry("Waiting", pusher.QueueLength > 0 ? $"{FigureText.Exact(pusher.QueueLength)} readings" : null)
            .Raw("</dl>\n");
        if (state is { FailingSince: not null, Advice.Length: > 0 })
        {
            page.Raw("<p><strong>What to check.</strong> ").Text(state.Advice).Raw("</p>\n");
        }

        page.Raw("</section>\n");
    }
}
