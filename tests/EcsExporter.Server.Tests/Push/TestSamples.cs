// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Readings;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Tests.Push;

/// <summary>Scrapes of a gauge <c>g</c> with a series for each given name.</summary>
internal static class TestSamples
{
    public static PushIdentity Identity { get; } = new("ecs", "id");

    /// <summary>Passes the samples of a scrape to a sink.</summary>
    public static Action<ISampleSink> Of(params IReadOnlyList<string> names)
    {
        var registry = new MetricRegistry<TaskSnapshot>(
            [
                new MetricFamily<TaskSnapshot>("g", MetricType.Gauge, "help", ["name"], (_, samples) =>
                {
                    foreach (var name in names)
                    {
                        samples.Add(name, 1);
                    }
                }),
            ],
            []);
        return sink => registry.Collect(PushPayloads.Down(), sink);
    }

    /// <summary>The samples of a request, such as <c>a b -c up</c>: the names of the series, with a minus sign for ended series.</summary>
    public static string Describe(ReceivedRequest request) => string.Join(' ', PushedSeries.OfRemoteWrite(request.Body).Select(series =>
        (series.IsStale ? "-" : "") + (series.Name == "up" ? "up"
            : series.Labels.Split('\u0001').Single(label => label.StartsWith("name=", StringComparison.Ordinal))["name=".Length..])));
}
