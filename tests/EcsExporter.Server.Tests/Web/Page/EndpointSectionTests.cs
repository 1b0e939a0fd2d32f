// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Page;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Server.Tests.Web.Page;

public sealed class EndpointSectionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly MetadataEndpoint Endpoint = new(new Uri("http://user:secret@169.254.170.2/v4/id"), MetadataEndpoint.Version4Variable);

    [Theory]
    [InlineData(0, "Read just now")]
    [InlineData(299, "Read 4&#xA0;min ago")]
    public void Append_Read_SaysHowLongAgo(int seconds, string words)
    {
        var section = Section(null, TimeSpan.FromMilliseconds(2.1), null, TimeSpan.FromSeconds(seconds));

        Assert.Contains("class=\"state good\"", section, StringComparison.Ordinal);
        Assert.Contains("<h2>Exporter working</h2>", section, StringComparison.Ordinal);
        Assert.Contains(words, section, StringComparison.Ordinal);
        Assert.Contains("in 3&#xA0;ms", section, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Append_BothFailedAlike_GivesOneAdvice(FailureReason reason)
    {
        var section = Section(
            new EndpointFailure(reason, "it <broke>"), null, Timestamp.From(Now - TimeSpan.FromHours(3)), TimeSpan.FromSeconds(12));

        Assert.Equal(EndpointDocument.OfTask.Length + 1, section.Split("It &lt;broke&gt;. Last read 3&#xA0;h 0&#xA0;min ago.").Length);
        Assert.Equal(2, section.Split("What to check.").Length);
        Assert.Contains(
            "Last request to <code>169.254.170.2</code> (from <code>ECS_CONTAINER_METADATA_URI_V4</code>) 12&#xA0;s ago", section, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", section, StringComparison.Ordinal);
    }

    public static TheoryData<FailureReason> Reasons() => [.. Enum.GetValues<FailureReason>()];

    private static string Section(EndpointFailure? failure, TimeSpan? duration, Timestamp? lastSuccess, TimeSpan age)
    {
        var page = new HtmlBuilder(100_000);
        var documents = EndpointDocument.OfTask.Select(document => new DocumentState(document, null, failure, duration, lastSuccess));
        EndpointSection.Append(page, [.. documents], Endpoint, age, Now);
        return page.ToString();
    }
}
