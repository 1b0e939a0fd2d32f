// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Push;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Scraping;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Server.Commands;

/// <summary>Runs <c>push</c>: reads the task once and pushes it once, to test whether the receiver accepts it.</summary>
internal static class PushCommand
{
    /// <summary>Returns the exit code: 0 when the receiver accepted the whole reading, otherwise 1.</summary>
    /// <exception cref="UsageException">There is no receiver.</exception>
    public static async Task<int> RunAsync(ExporterOptions options, MetadataEndpoint endpoint, ProcessContext process)
    {
        using var exporter = new Exporter(endpoint, options, process.Environment, process.TimeProvider, process.Logger);
        var pusher = exporter.Pusher ?? throw new UsageException("the command 'push' needs --push.url");
        var answer = await pusher.PushOnceAsync(CancellationToken.None);
        var isDelivered = pusher.Counters.Delivered > 0;
        var report = Report(options, exporter, pusher, answer, isDelivered);
        return Math.Max(process.Print(report), isDelivered ? 0 : 1);
    }

    private static string Report(ExporterOptions options, Exporter exporter, Pusher pusher, Answer? answer, bool isDelivered)
    {
        var text = new StringBuilder();
        var latest = exporter.Latest;
        var documents = latest?.Host?.Documents ?? latest?.Task.Documents ?? [];
        var isUp = latest is { Task.IsUp: true };
        Line(text, "Task", isUp ? "the metadata endpoint has been read" : "the metadata endpoint cannot be read, so ecs_up 0 is delivered");
        foreach (var document in documents)
        {
            if (document.Failure is { } failure)
            {
                Line(text, document.Document.Path, failure.Message);
            }
        }

        Line(text, "Receiver", $"{pusher.State.Receiver}, {(options.Push.Protocol == ProtocolKind.Otlp ? "OTLP" : "remote write")}");
        Line(text, "Series", $"job=\"{options.Push.Job}\", instance=\"{pusher.Instance}\"");
        var (counters, facts) = (pusher.Counters, pusher.State.Now);
        if (counters.Samples > 0)
        {
            Line(text, "Accepted", string.Create(CultureInfo.InvariantCulture, $"{counters.Samples} samples in {counters.Bytes} bytes"));
        }

        if (isDelivered)
        {
            Line(text, "Result", "delivered");
            return text.ToString();
        }

        Line(text, "Result", answer is null ? "nothing could be sent, see the log" : $"not delivered: {facts.LastError}");
        if (facts.Advice is { Length: > 0 } advice)
        {
            Line(text, "Advice", advice);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name + ":",-14}{value}\n");
}
