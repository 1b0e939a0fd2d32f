// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Page;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Web.Page;

public sealed class HostSectionTests
{
    private const string Tasks = """
        [
          {"TaskARN": "arn:aws:ecs:r:1:task/c/b<", "Family": "web", "Revision": "3", "KnownStatus": "STOPPED", "Containers": [{"Name": "x"}]},
          {"TaskARN": "arn:aws:ecs:r:1:task/c/a", "Family": "me", "KnownStatus": "RUNNING", "Containers": [{"Name": "x", "DockerId": "a-1"}]}
        ]
        """;

    [Fact]
    public void Append_Tasks_ListsEachWithItsStateAndALink()
    {
        var host = Host(Tasks, """[{"a-1": {"num_procs": 1}}]""");

        var section = Section(host, host.Find("b<")!.Snapshot);

        Assert.Contains("<small>1 of 2 with stats</small>", section, StringComparison.Ordinal);
        Assert.Equal(
            [
                """<tr><th scope="row"><a href="?task=a">a</a> <small>this exporter</small></th>"""
                + """<td data-label="Family">me</td><td data-label="Status">RUNNING</td><td data-label="Containers">1</td>"""
                + """<td data-label="Stats">yes</td></tr>""",
                """<tr><th scope="row"><a href="?task=b%3C" aria-current="page">b&lt;</a></th>"""
                + """<td data-label="Family">web:3</td><td data-label="Status">STOPPED</td><td data-label="Containers">1</td>"""
                + """<td data-label="Stats">none</td></tr>""",
            ],
            section.Split('\n').Where(line => line.StartsWith("<tr><th scope", StringComparison.Ordinal)));
    }

    [Fact]
    public void Append_ListNotRead_SaysSoOfEachTask()
    {
        var before = Host(Tasks, "[]");

        var section = Section(Host(null, "[]", before), before.Own);

        Assert.Equal(3, section.Split("<td data-label=\"Status\">not readable</td>").Length);
    }

    [Fact]
    public void Append_NoTask_SaysSo() => Assert.Contains("not listed any tasks", Section(Host("[]", "[]"), Host("[]", "[]").Own), StringComparison.Ordinal);

    private static string Section(HostSnapshot host, TaskSnapshot shown)
    {
        var page = new HtmlBuilder(100_000);
        HostSection.Append(page, host, shown);
        return page.ToString();
    }

    private static HostSnapshot Host(string? tasks, string? stats, HostSnapshot? previous = null) =>
        new([StateOf(EndpointDocument.Tasks, tasks), StateOf(EndpointDocument.TasksStats, stats)], ContainerSelection.Default, "a-1", previous);

    private static DocumentState StateOf(EndpointDocument document, string? json) => json is null
        ? new DocumentState(document, null, new EndpointFailure(FailureReason.Timeout, "late"), null, null)
        : new DocumentState(
            document,
            new DocumentDecoder(document, new StringPool(), new Anomalies(NullLogger.Instance)).Decode(System.Text.Encoding.UTF8.GetBytes(json)),
            null, TimeSpan.Zero, null);
}
