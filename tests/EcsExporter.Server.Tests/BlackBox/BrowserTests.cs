// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests the landing page in a browser: its visible content, and the requests and scripts that the browser allows.</summary>
[Trait("Category", "BlackBox")]
public class BrowserTests(HeadlessBrowser browser, FixtureExporter exporter, DemoExporters demos)
    : IClassFixture<HeadlessBrowser>, IClassFixture<FixtureExporter>, IClassFixture<DemoExporters>
{
    private const string DemoOf = "demo of ";

    private const string HostileName = "<script>alert(1)</script>";
    private const string HostileImage = "\"><img src=x onerror=alert(1)>";

    public static TheoryData<string> Scenarios { get; } = [.. Scenario.All.Select(scenario => scenario.Name)];

    /// <summary>The task of each scenario, the tasks of an instance, and a region.</summary>
    public static TheoryData<string> Pages { get; } =
        [.. Scenario.All.Select(scenario => scenario.Name), DemoOf + DemoExporters.Daemon, DemoOf + DemoExporters.Region];

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Links_Clicked_LeadToWhatTheySay()
    {
        _ = await exporter.ScrapeAsync("fargate");
        (string Text, string Path, string Beginning)[] links =
            [("Metrics", "/metrics", "# HELP "), ("Health", "/-/healthy", "ok"), ("Readiness", "/-/ready", "ready")];

        browser.Open(exporter.Page);

        Assert.Equal(links.Select(link => link.Text), browser.TextsOf("a"));
        foreach (var (text, path, beginning) in links)
        {
            browser.Open(exporter.Page);
            browser.Click(text);
            Assert.Equal(path, browser.Address.AbsolutePath);
            Assert.StartsWith(beginning, browser.Text, StringComparison.Ordinal);
        }
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task TelemetryPath_Changed_IsWhereTheLinkLeads()
    {
        await using var elsewhere = await ExporterProcess.StartAsync("--web.telemetry-path=/some/where");
        browser.Open(elsewhere.BaseAddress);

        browser.Click("Metrics");

        Assert.Equal("/some/where", browser.Address.AbsolutePath);
        Assert.StartsWith("# HELP ", browser.Text, StringComparison.Ordinal);
    }

    [RequiresTheory(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    [MemberData(nameof(Scenarios))]
    public async Task Figures_EveryScenario_AreThoseOfTheLastScrape(string scenario)
    {
        var scrape = await exporter.ScrapeAsync(scenario);

        browser.Open(exporter.Page);

        Assert.Equal("Exporter working", browser.TextsOf("h2")[0]);
        Assert.Equal(PageFigures.Of(scrape), PageFigures.On(browser));
    }

    [RequiresTheory(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    [MemberData(nameof(Pages))]
    public async Task Phone_EveryScenario_NeedsNoHorizontalScrolling(string page)
    {
        browser.Open(await PageAsync(page), Screen.Phone);

        AssertFits();
    }

    [RequiresTheory(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    [MemberData(nameof(Pages))]
    public async Task Phone_EveryScenarioInSeveralFonts_HasReadableTables(string page)
    {
        browser.Open(await PageAsync(page), Screen.Phone);

        foreach (var font in Fonts)
        {
            browser.UseFont(font);
            Assert.Equal("", browser.Evaluate<string>("""
                [...document.querySelectorAll('tbody th')]
                  .filter(cell => cell.offsetWidth < 60 || cell.offsetHeight > 4 * parseFloat(getComputedStyle(cell).lineHeight))
                  .map(cell => cell.textContent).join()
                """));
            Assert.Equal("", browser.Evaluate<string>("""
                [...document.querySelectorAll('th, td, .tag')]
                  .filter(cell => cell.getBoundingClientRect().right > cell.closest('section').getBoundingClientRect().right)
                  .map(cell => cell.textContent).join()
                """));
            Assert.Equal("", BrokenWords("th, td, th *, td *"));
        }

        Assert.Equal("", BrokenWords("dd"));
    }

    [RequiresTheory(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    [MemberData(nameof(Pages))]
    public async Task Laptop_EveryScenarioInSeveralFonts_HasEachTermAndFigureOnOneLine(string page)
    {
        browser.Open(await PageAsync(page), Screen.Laptop);

        foreach (var font in Fonts)
        {
            browser.UseFont(font);
            Assert.Equal("", browser.Evaluate<string>("""
                [...document.querySelectorAll('h1, h2, h3, dt, .grid dd, .bar dd, th, td, .tag, nav')]
                  .filter(element => element.offsetHeight > 1.9 * parseFloat(getComputedStyle(element).lineHeight))
                  .map(element => element.textContent).join()
                """));
        }
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Phone_LongNames_NeedsNoHorizontalScrolling()
    {
        var name = new string('n', 255);
        _ = await exporter.ScrapeAsync(TaskOf(name, "registry.example.com/" + name), StatsOf(name));

        browser.Open(exporter.Page, Screen.Phone);

        Assert.Equal([name], browser.TextsOf("h3"));
        AssertFits();
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Names_WithMarkup_AreText()
    {
        _ = await exporter.ScrapeAsync(TaskOf(HostileName, HostileImage), StatsOf(HostileName));

        browser.Open(exporter.Page);

        Assert.False(browser.HasDialogue());
        Assert.Equal([HostileName], browser.TextsOf("h3"));
        Assert.Equal([HostileImage], browser.TextsOf(".image"));
        Assert.Equal([$"{HostileName} {HostileName}", $"{HostileName} 8:0"], browser.TextsOf("tbody th"));
        Assert.Equal(0, browser.Evaluate<int>("document.querySelectorAll('script, img, [onerror]').length"));
        Assert.Empty(browser.Console);
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Page_Opened_LoadsNothingElseAndHasItsStyle()
    {
        _ = await exporter.ScrapeAsync("fargate");

        browser.Open(exporter.Page);

        Assert.Equal([exporter.Page.AbsoluteUri], browser.Requests);
        Assert.Empty(browser.Console);
        Assert.Equal("rgb(243, 245, 248)", Background);
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Policy_ForeignStyleScriptAndImage_AreRefused()
    {
        _ = await exporter.ScrapeAsync("fargate");
        browser.Open(exporter.Page);

        _ = browser.Evaluate<string>("""
            ['style', 'script', 'img'].map(name => {
              const element = document.createElement(name);
              if (name === 'img') { element.src = '/metrics'; } else { element.textContent = 'body{background:red}'; }
              return document.body.appendChild(element).outerHTML;
            }).join()
            """);

        Assert.Equal("rgb(243, 245, 248)", Background);
        Assert.Equal(3, browser.Console.Count(line => line.Contains("Content Security Policy", StringComparison.Ordinal)));
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Dark_AskedFor_IsLightTextOnDarkGround()
    {
        _ = await exporter.ScrapeAsync("fargate");

        browser.Open(exporter.Page, Screen.Desktop with { IsDark = true });

        Assert.Equal("rgb(15, 21, 27)", Background);
        Assert.Equal("rgb(230, 235, 240)", browser.Evaluate<string>("getComputedStyle(document.body).color"));
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Endpoint_FailsAndRecovers_IsSaidInWords()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var failing = await endpoint.StartExporterAsync();
        await endpoint.StopListeningAsync();
        _ = await failing.ScrapeAsync();

        browser.Open(failing.BaseAddress);

        Assert.Equal(["Exporter not working: the task metadata endpoint cannot be read"], browser.TextsOf("h2"));
        Assert.Contains("Connection refused. Never read.", browser.Text, StringComparison.Ordinal);
        Assert.Contains("What to check. Does the exporter run inside the task", browser.Text, StringComparison.Ordinal);
        AssertPicture("page-failing.png", Screen.Desktop);

        await endpoint.ListenAsync(TestContext.Current.CancellationToken);
        _ = await failing.ScrapeAsync();
        browser.Open(failing.BaseAddress);

        Assert.Equal(
            ["Exporter working", "A container needs attention", "Task", "Containers 2 of 3 running", "Network so far", "Disks so far"], browser.TextsOf("h2"));
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Stats_Missing_LeavesWhatTheTaskSays()
    {
        _ = await exporter.ScrapeAsync(TaskOf("app", "image"), stats: null);

        browser.Open(exporter.Page);

        Assert.Equal(["Exporter partly working: the stats of the containers cannot be read", "Task", "Containers 1 of 1 running"], browser.TextsOf("h2"));
        Assert.Contains("What to check. Is the address this container’s own", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("No stats", browser.Text, StringComparison.Ordinal);
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Endpoint_None_SaysWhereItIsLookedFor()
    {
        await using var alone = await ExporterProcess.StartAsync();

        browser.Open(alone.BaseAddress, Screen.Phone);

        Assert.Equal(["Exporter not working: there is no task metadata endpoint"], browser.TextsOf("h2"));
        Assert.Contains("Neither ECS_CONTAINER_METADATA_URI_V4 nor ECS_CONTAINER_METADATA_URI is set", browser.Text, StringComparison.Ordinal);
        Assert.Contains("--ecs.metadata-uri", browser.Text, StringComparison.Ordinal);
        AssertFits();
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Containers_AllLeftOut_SaysWhy()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var picky = await endpoint.StartExporterAsync("--ecs.container-include=nobody");

        browser.Open(picky.BaseAddress);

        Assert.Contains("None of the task’s containers is published: see --ecs.container-include", browser.Text, StringComparison.Ordinal);
    }

    [RequiresFact(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    public async Task Picture_FargateOnADesktop_IsKept()
    {
        _ = await exporter.ScrapeAsync("fargate");
        browser.Open(exporter.Page);

        AssertPicture("page-fargate.png", Screen.Desktop);
    }

    [RequiresTheory(nameof(Requirements.Chromium), nameof(Requirements.ChromeDriver))]
    [InlineData("phone", false, "Liberation Sans")]
    [InlineData("phone", true, "FreeSans")]
    [InlineData("tablet", false, "FreeSans")]
    [InlineData("tablet", true, "DejaVu Sans")]
    [InlineData("laptop", false, "DejaVu Sans")]
    [InlineData("laptop", true, "Liberation Sans")]
    [InlineData("monitor", false, "FreeSans")]
    [InlineData("monitor", true, "Liberation Sans")]
    public async Task Picture_EachSizeAndTheme_IsKept(string size, bool isDark, string font)
    {
        var screen = Screen.Named(size) with { IsDark = isDark };
        _ = await exporter.ScrapeAsync("fargate");
        browser.Open(exporter.Page, screen);
        browser.UseFont(font);

        AssertPicture($"page-{size}-{(isDark ? "dark" : "light")}.png", screen);
    }

    /// <summary>Liberation Sans has the widths of Arial and Helvetica. The browser replaces a font that is not installed.</summary>
    private static string[] Fonts => ["DejaVu Sans", "Liberation Sans", "FreeSans"];

    private string Background => browser.Evaluate<string>("getComputedStyle(document.body).backgroundColor");

    /// <summary>The words that are on several lines, except words longer than any word of a language.</summary>
    private string BrokenWords(string selector) => browser.Evaluate<string>($$"""
        [...document.querySelectorAll('{{selector}}')].flatMap(element => [...element.childNodes])
          .filter(node => node.nodeType === Node.TEXT_NODE)
          .flatMap(node => [...node.data.matchAll(/(?<![^\s/-])[^\s/-]{1,24}(?![^\s/-])/g)].filter(word => {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            return new Set([...range.getClientRects()].map(line => line.top)).size > 1;
          })).map(word => word[0]).join()
        """);

    /// <summary>A task with one container with this name and image.</summary>
    private static byte[] TaskOf(string name, string image) => Encoding.UTF8.GetBytes($$"""
        {
          "Cluster": {{Json(name)}}, "Family": {{Json(name)}}, "KnownStatus": "RUNNING", "DesiredStatus": "RUNNING",
          "Containers": [{
            "Name": {{Json(name)}}, "Image": {{Json(image)}}, "DockerId": "1", "KnownStatus": "RUNNING", "DesiredStatus": "RUNNING",
            "Networks": [{ "NetworkMode": "bridge" }]
          }]
        }
        """);

    /// <summary>The stats of the container, with an interface with this name.</summary>
    private static byte[] StatsOf(string name) => Encoding.UTF8.GetBytes($$"""
        {
          "1": {
            "read": "2026-01-02T03:04:05Z",
            "cpu_stats": { "cpu_usage": { "total_usage": 1234567890 } },
            "memory_stats": { "usage": 3000000, "stats": { "inactive_file": 1000000 } },
            "networks": { {{Json(name)}}: { "rx_bytes": 18446744073709551615, "tx_bytes": 18446744073709551615 } },
            "blkio_stats": { "io_service_bytes_recursive": [{ "major": 8, "minor": 0, "op": "Read", "value": 4096 }] }
          }
        }
        """);

    /// <summary>The address of a page of <see cref="Pages"/>, which has its data.</summary>
    private async Task<Uri> PageAsync(string page)
    {
        if (page.StartsWith(DemoOf, StringComparison.Ordinal))
        {
            return await demos.PageAsync(page[DemoOf.Length..]);
        }

        _ = await exporter.ScrapeAsync(page);
        return exporter.Page;
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private void AssertFits() => Assert.Equal(
        Screen.Phone.Width, browser.Evaluate<int>("Math.max(document.documentElement.scrollWidth, document.documentElement.clientWidth)"));

    /// <summary>Checks that the picture in the documentation has the right width; replaces it when golden files are updated.</summary>
    private void AssertPicture(string name, Screen screen)
    {
        var path = RepositoryRoot.File("docs", "images", name);
        if (Golden.IsUpdate)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, browser.Picture(screen));
        }

        var picture = File.ReadAllBytes(path);
        Assert.Equal(screen.Width, Png.WidthOf(picture));
        Assert.InRange(picture.Length, 1, 200_000);
    }
}
