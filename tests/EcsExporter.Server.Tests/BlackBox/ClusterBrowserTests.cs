// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests the status page of a region in a browser.</summary>
[Trait("Category", "BlackBox")]
public class ClusterBrowserTests(HeadlessBrowser browser, DemoExporters demos) : IClassFixture<HeadlessBrowser>, IClassFixture<DemoExporters>
{
    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Headings_BelowATable_HaveSpaceAbove()
    {
        browser.Open(await demos.PageAsync(DemoExporters.Region));

        var spaces = browser.Evaluate<double[]>("""
            [...document.querySelectorAll('table + h3')]
              .map(heading => heading.getBoundingClientRect().top - heading.previousElementSibling.getBoundingClientRect().bottom)
            """);

        Assert.NotEmpty(spaces);
        Assert.All(spaces, space => Assert.InRange(space, 16, 32));
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Region_Read_IsSaidInTheWordsOfTheTaskPage()
    {
        browser.Open(await demos.PageAsync(DemoExporters.Region));

        Assert.Equal("Exporter working", browser.TextsOf("h2")[0]);
        Assert.Matches(@"Region eu-central-1, read (just now|\d+ s ago) in \d+\.\d s, every \d+ s\.", browser.TextsOf(".state p")[0].Replace('\u00a0', ' '));
        Assert.Empty(browser.Console);
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Services_WithAProblem_AreOnACard()
    {
        browser.Open(await demos.PageAsync(DemoExporters.Region));

        // Each row has the numbers of desired and running tasks before the state.
        var below = browser.Evaluate<string[][]>("""
            [...document.querySelectorAll('.stack tbody tr')]
              .map(row => ({ cluster: row.closest('section').querySelector('h2').firstChild.data.trim(), cells: [...row.cells].map(cell => cell.textContent) }))
              .filter(row => Number(row.cells[2]) < Number(row.cells[1]))
              .map(row => [`${row.cluster}/${row.cells[0]}It`, `t runs ${row.cells[2]} of ${row.cells[1]} tasks.`])
            """);
        var lines = browser.TextsOf(".documents div");
        Assert.Equal($"{lines.Count} services need attention", browser.TextsOf("h2")[1]);
        Assert.Contains(lines, line => line.StartsWith("shop/failed-deploymentIts deployment failed.", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("shop/stuck-deploymentIts deployment could not start ", StringComparison.Ordinal));
        Assert.NotEmpty(below);
        Assert.All(below, words => Assert.Contains(
            lines, line => line.StartsWith(words[0], StringComparison.Ordinal) && line.EndsWith(words[1], StringComparison.Ordinal)));
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Region_NeverRead_NamesNoDuration()
    {
        await using var failing = await ExporterProcess.StartAsync("cluster", "--cluster.region=eu-central-1", "--cluster.ecs-endpoint=http://127.0.0.1:9/");
        _ = await failing.LogLineAsync(static line => line.Message == "Requests to the AWS API are failing");

        browser.Open(failing.BaseAddress);

        Assert.Equal(["Exporter not working: the AWS API cannot be read"], browser.TextsOf("h2"));
        Assert.Matches(@"^Region eu-central-1, not read yet\. The exporter tries every \d+\u00a0s\. ", browser.TextsOf(".state p")[0]);
        Assert.DoesNotContain("just now", browser.Text, StringComparison.Ordinal);
    }
}
