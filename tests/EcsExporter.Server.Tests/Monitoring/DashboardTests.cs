// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;

namespace EcsExporter.Server.Tests.Monitoring;

public sealed class DashboardTests
{
    private const int Columns = 24;

    public static TheoryData<string> Files { get; } = [.. Dashboards.Files];

    [RequiresFact(nameof(Requirements.Python))]
    public async Task Files_Script_WouldWriteTheSame()
    {
        using var script = Process.Start(new ProcessStartInfo(Requirements.Python.Value, [RepositoryRoot.File("deploy", "grafana", "dashboards.py"), "--check"])
        {
            RedirectStandardError = true,
        })!;
        var errors = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (script.ExitCode, errors));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_Each_SaysWhatItShowsInWhichUnit(string file)
    {
        var panels = Dashboards.Panels(file).ToList();

        Assert.NotEmpty(panels);
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("title").GetString()).Distinct().Count());
        Assert.All(panels, panel =>
        {
            Assert.True(panel.GetProperty("description").GetString()!.Length > 10);
            var defaults = panel.GetProperty("fieldConfig").GetProperty("defaults");
            Assert.NotEqual("", defaults.GetProperty("unit").GetString());
            Assert.NotEmpty(defaults.GetProperty("thresholds").GetProperty("steps").EnumerateArray());
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_DataSource_IsAlwaysTheVariable(string file)
    {
        Assert.All(DataSources(Dashboards.Read(file)), source => Assert.Equal("${datasource}", source.GetProperty("uid").GetString()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_Positions_FitTheGridWithoutOverlap(string file)
    {
        HashSet<(int X, int Y)> taken = [];
        foreach (var position in Dashboards.Panels(file).Select(panel => panel.GetProperty("gridPos")))
        {
            var (x, y, width, height) = (Number(position, "x"), Number(position, "y"), Number(position, "w"), Number(position, "h"));
            Assert.InRange(x, 0, Columns - width);
            Assert.InRange(height, 1, Columns);
            var cells = from column in Enumerable.Range(x, width) from row in Enumerable.Range(y, height) select (column, row);
            Assert.All(cells, cell => Assert.True(taken.Add(cell)));
        }
    }

    [Fact]
    public void Dashboards_Links_LeadToEachOther()
    {
        var identifiers = Dashboards.Files.Select(file => Dashboards.Read(file).GetProperty("uid").GetString()!).ToList();

        Assert.Equal(Dashboards.Files.Count, identifiers.Distinct().Count());
        Assert.All(Dashboards.Files, file => Assert.All(
            Dashboards.Read(file).GetProperty("links").EnumerateArray(),
            link => Assert.Contains(link.GetProperty("url").GetString()!["/d/".Length..], identifiers)));
        Assert.Contains(
            $"/d/{Dashboards.Read("ecs-task.json").GetProperty("uid").GetString()}?",
            File.ReadAllText(RepositoryRoot.File("deploy", "grafana", "ecs-overview.json")),
            StringComparison.Ordinal);
    }

    private static int Number(JsonElement position, string name) => position.GetProperty(name).GetInt32();

    private static IEnumerable<JsonElement> DataSources(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "datasource" ? [property.Value] : DataSources(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(DataSources),
        _ => [],
    };
}
