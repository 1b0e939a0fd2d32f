// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Reads the figures of the landing page by their labels, and the same figures from an exposition.</summary>
internal static partial class PageFigures
{
    /// <summary>Collects every figure except the momentary CPU usage, for which there is no series.</summary>
    private const string Script = """
        [
          ...[...document.querySelectorAll('article')].flatMap(card => [...card.querySelectorAll('dl > div')]
            .filter(row => row.querySelector('data') && row.querySelector('dt').textContent !== 'CPU')
            .map(row => [`${card.querySelector('h3').textContent}, ${row.querySelector('dt').textContent}`, row.querySelector('data').value])),
          ...[...document.querySelectorAll('tbody tr')].flatMap(row => [...row.querySelectorAll('data')].map(data => [
            `${row.querySelector('th').textContent.trim()}, ${row.closest('table').rows[0].cells[data.parentElement.cellIndex].textContent}`,
            data.value]))
        ]
        """;

    /// <summary>The families on the page, each with the label of its figures.</summary>
    private static readonly (string Family, string Words)[] Shown =
    [
        ("ecs_container_cpu_usage_seconds_total", "CPU time so far"),
        ("ecs_container_memory_working_set_bytes", "Memory"),
        ("ecs_container_memory_usage_bytes", "Memory with page cache"),
        ("ecs_network_receive_bytes_total", "Received"),
        ("ecs_network_transmit_bytes_total", "Sent"),
        ("ecs_container_network_receive_bytes_total", "Received"),
        ("ecs_container_network_transmit_bytes_total", "Sent"),
        ("ecs_container_fs_reads_bytes_total", "Read"),
        ("ecs_container_fs_writes_bytes_total", "Written"),
    ];

    /// <summary>The figures on the page in the browser.</summary>
    public static IReadOnlyDictionary<string, double> On(HeadlessBrowser browser) => Sorted(browser.Evaluate<string[][]>(Script)
        .Select(static figure => (figure[0], double.Parse(figure[1], CultureInfo.InvariantCulture))));

    /// <summary>The figures that the page must show after this scrape.</summary>
    public static IReadOnlyDictionary<string, double> Of(Scrape scrape) => Sorted(
        from shown in Shown
        from series in scrape.SeriesOf(shown.Family)
        where !IsShownAlready(scrape, series)
        let owner = Label(series, "container_name") ?? "whole task"
        let item = Label(series, "interface") ?? Label(series, "device") ?? ""
        select ($"{owner} {item}".Trim() + $", {shown.Words}", scrape[series]));

    /// <summary>Whether another series has the same value: on Windows on EC2, the usage is the private working set.</summary>
    private static bool IsShownAlready(Scrape scrape, string series) =>
        Scrape.FamilyOf(series) == "ecs_container_memory_usage_bytes"
        && scrape.Series.Contains(series.Replace("_usage_", "_private_working_set_", StringComparison.Ordinal))
        && scrape[series] == scrape[series.Replace("_usage_", "_working_set_", StringComparison.Ordinal)];

    private static SortedDictionary<string, double> Sorted(IEnumerable<(string Name, double Value)> figures) =>
        new(figures.ToDictionary(static figure => figure.Name, static figure => figure.Value), StringComparer.Ordinal);

    private static string? Label(string series, string name) => LabelPattern().Matches(series)
        .Where(match => match.Groups["name"].Value == name).Select(match => match.Groups["value"].Value).FirstOrDefault();

    [GeneratedRegex("(?<name>\\w+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex LabelPattern();
}
