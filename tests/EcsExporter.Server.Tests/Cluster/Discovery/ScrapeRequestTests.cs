// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Tests.Cluster.Discovery;

public sealed class ScrapeRequestTests
{
    // Labels, and the resulting port, path and scheme.
    [Theory]
    [InlineData("PORT=8080", "8080 - -")]
    [InlineData("PORT=1", "1 - -")]
    [InlineData("PORT=65535", "65535 - -")]
    [InlineData("PORT=8080 PATH=/actuator/prometheus SCHEME=https", "8080 /actuator/prometheus https")]
    [InlineData("PORT=8080 PATH=/ SCHEME=http", "8080 / http")]
    [InlineData("PORT=8080 PATH=/a%20b", "8080 /a%20b -")]
    [InlineData("PORT=8080 HOST=evil.example.com", "8080 - -")] // the host never comes from a label
    [InlineData("PATH=/metrics", "no_port")]
    [InlineData("PORT=0", "invalid_port")]
    [InlineData("PORT=65536", "invalid_port")]
    [InlineData("PORT=-1", "invalid_port")]
    [InlineData("PORT=80a", "invalid_port")]
    [InlineData("PORT=", "invalid_port")]
    [InlineData("PORT=99999999999999999999", "invalid_port")]
    [InlineData("PORT=80@evil.example.com", "invalid_port")]
    [InlineData("PORT=8080 PATH=metrics", "invalid_path")]
    [InlineData("PORT=8080 PATH=", "invalid_path")]
    [InlineData("PORT=8080 PATH=http://evil.example.com/", "invalid_path")]
    [InlineData("PORT=8080 PATH=/a?b=c", "invalid_path")]
    [InlineData("PORT=8080 PATH=/a#b", "invalid_path")]
    [InlineData("PORT=8080 PATH=/ä", "invalid_path")]
    [InlineData("PORT=8080 SCHEME=HTTPS", "invalid_scheme")]
    [InlineData("PORT=8080 SCHEME=ftp", "invalid_scheme")]
    [InlineData("PORT=8080 SCHEME=", "invalid_scheme")]
    public void Of_DockerLabels_AreCheckedStrictly(string labels, string expected) => Assert.Equal(expected, Describe(labels, defaultPort: null));

    [Theory]
    [InlineData("", "9779 - -")]
    [InlineData("PATH=/m", "9779 /m -")]
    [InlineData("PORT=80", "80 - -")]
    [InlineData("PORT=x", "invalid_port")]
    public void Of_TheExportersOwnContainer_HasADefaultPort(string labels, string expected) => Assert.Equal(expected, Describe(labels, defaultPort: 9779));

    private static ScrapeLabelNames Names { get; } = new("PORT", "PATH", "SCHEME", "JOB");

    private static string Describe(string labels, int? defaultPort)
    {
        var pairs = labels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2));
        var (request, reason) = ScrapeRequest.Of([.. pairs.Select(static pair => new EcsTag(pair[0], pair[1]))], Names, defaultPort);
        return request is null ? reason.Label() : $"{request.Port} {request.Path ?? "-"} {request.Scheme ?? "-"}";
    }
}
