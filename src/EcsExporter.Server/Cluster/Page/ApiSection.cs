// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.Server.Web.Page;

namespace EcsExporter.Server.Cluster.Page;

/// <summary>Shows whether the region can be read, and for each failure the reason and what to check.</summary>
internal static class ApiSection
{
    public static void Append(HtmlBuilder page, PublishedRegion published, string region, DateTimeOffset now)
    {
        var state = published.State;
        var failures = state.Failures();
        var (tone, headline) = Verdict(state, failures);
        page.Raw($"<section class=\"state {tone}\">\n<h2>").Text(headline).Raw("</h2>\n");
        if (state.RefreshedAt is { } refreshedAt)
        {
            page.Raw("<p>Region <code>").Text(region).Raw("</code>")
                .Text($", {Reading(state, now - refreshedAt, now)} every ")
                .Text(string.Create(CultureInfo.InvariantCulture, $"{state.Interval.TotalSeconds:0}\u00a0s."))
                .Raw(" <a href=\"/sd\">Discovery</a> ")
                .Text(state.IsComplete
                    ? string.Create(CultureInfo.InvariantCulture, $"lists {published.Targets.Targets.Length:#,0} targets.")
                    : "returns 503 until everything that it needs has been read once.")
                .Raw("</p>\n");
        }

        foreach (var failure in failures)
        {
            page.Raw("<p><code>").Text(failure.Action.Name).Raw("</code> fails: ").Text(failure.Message).Raw(". ").Text(Advice(failure.Reason)).Raw("</p>\n");
        }

        foreach (var cluster in state.MissingClusters)
        {
            page.Raw("<p>The region has no cluster <code>").Text(cluster).Raw("</code>. Check --cluster.name.</p>\n");
        }

        page.Raw("</section>\n");
    }

    private static (string Tone, string Headline) Verdict(ClusterState state, List<ApiFailure> failures) => state switch
    {
        { IsUp: null } => ("warn", "The region is being read for the first time"),
        { IsUp: false } => ("bad", "Exporter not working: the AWS API cannot be read"),
        _ when failures.Count > 0 => ("warn", "Exporter partly working: some requests to the AWS API fail"),
        { MissingClusters.Length: > 0 } => ("warn", "Exporter partly working: some clusters do not exist"),
        _ => ("good", "Exporter working"),
    };

    /// <summary>Returns when the region was last read, and the beginning of the sentence that names the interval.</summary>
    private static string Reading(ClusterState state, TimeSpan age, DateTimeOffset now) => state switch
    {
        { IsUp: true } => $"read {FigureText.Ago(age)} in {FigureText.Seconds(state.Duration.TotalSeconds)},",
        { ClusterList.ReadAt: { } readAt } => $"last read {FigureText.Ago(now - readAt)}. The exporter tries",
        _ => "not read yet. The exporter tries",
    };

    /// <summary>Returns what an operator can do about a failure.</summary>
    private static string Advice(ApiFailureReason reason) => reason switch
    {
        ApiFailureReason.Timeout or ApiFailureReason.Connect =>
            "Does the security group let the task out, and does its subnet have a NAT gateway or a VPC endpoint?",
        ApiFailureReason.Throttled => "Something in the account uses up its API request rate. The exporter sends fewer requests and keeps older data.",
        ApiFailureReason.AccessDenied => "Allow the action in the policy of the task role.",
        ApiFailureReason.Credentials => "Does the task have a task role? Is the region right, and is the clock correct?",
        ApiFailureReason.NotFound => "The cluster may have been deleted just now. Otherwise check --cluster.name.",
        ApiFailureReason.Http4xx or ApiFailureReason.TooLarge or ApiFailureReason.Decode =>
            "Is this the address of the API, or does a proxy answer in its place?",
        ApiFailureReason.Http5xx => "AWS is failing. The exporter keeps trying.",
    };
}
