// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Exposition;

namespace EcsExporter.Tests.Exposition;

public sealed class NegotiationTests
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics1 = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private const string OpenMetrics001 = "application/openmetrics-text; version=0.0.1; charset=utf-8";
    private const string Protobuf = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

    private const string AskProtobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    public static TheoryData<string?, string> Accepts => new()
    {
        // Headers of real clients.
        { null, Text },
        { "*/*", Text },
        { "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", Text },
        { "text/plain;version=0.0.4;q=1,*/*;q=0.1", Text },
        { "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OpenMetrics001 },
        {
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            OpenMetrics1
        },
        {
            AskProtobuf
                + ",application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            Protobuf
        },
        {
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            OpenMetrics1 + "; escaping=allow-utf-8"
        },
        {
            AskProtobuf + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            Protobuf
        },
        { "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", Text + "; escaping=underscores" },

        // One media type.
        { "text/plain", Text },
        { "text/*", Text },
        { "TEXT/Plain", Text },
        { "text/plain;version=0.0.4", Text },
        { "text/plain;version=\"0.0.4\"", Text },
        { "text/plain;version=2.0.0", Text },
        { "application/openmetrics-text", OpenMetrics1 },
        { "Application/OpenMetrics-Text", OpenMetrics1 },
        { "application/openmetrics-text;version=1.0.0", OpenMetrics1 },
        { "application/openmetrics-text;version=\"1.0.0\"", OpenMetrics1 },
        { "application/openmetrics-text;version=0.0.1", OpenMetrics001 },
        { "application/openmetrics-text;version=2.0.0", Text },
        { AskProtobuf, Protobuf },
        { "application/vnd.google.protobuf", Text },
        { "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text", Text },
        { "application/vnd.google.protobuf;proto=other;encoding=delimited", Text },
        { "application/json", Text },
        { "application/*", Text },

        // The quality decides, then the order; unsupported media types are ignored.
        { "text/plain,application/openmetrics-text", Text },
        { "application/openmetrics-text,text/plain", OpenMetrics1 },
        { "text/plain;q=0.5,application/openmetrics-text;q=0.5", Text },
        { "text/plain;q=0.4,application/openmetrics-text;q=0.5", OpenMetrics1 },
        { "*/*,application/openmetrics-text", Text },
        { "*/*;q=0.1,application/openmetrics-text;q=0.2", OpenMetrics1 },
        { "application/json,application/openmetrics-text;q=0.1", OpenMetrics1 },
        { "application/openmetrics-text;version=3.0.0,application/openmetrics-text;version=0.0.1;q=0.1", OpenMetrics001 },
        { "application/openmetrics-text;q=0,text/plain;q=0.1", Text },
        { "application/openmetrics-text;q=0", Text },
        { "application/openmetrics-text;q=0.000", Text },

        // Escaping schemes.
        { "text/plain;version=0.0.4;escaping=dots", Text + "; escaping=underscores" },
        { "application/openmetrics-text;version=1.0.0;escaping=underscores", OpenMetrics1 + "; escaping=underscores" },
        { "application/openmetrics-text;version=0.0.1;escaping=dots", OpenMetrics001 + "; escaping=dots" },
        { AskProtobuf + ";escaping=values", Protobuf + "; escaping=values" },
        { "application/openmetrics-text;escaping=secret", OpenMetrics1 },
        { "application/openmetrics-text;escaping=", OpenMetrics1 },

        // Junk.
        { "", Text },
        { ",", Text },
        { ";", Text },
        { "q=1", Text },
        { "///", Text },
        { "text", Text },
        { "application/openmetrics-text;", OpenMetrics1 },
        { "application/openmetrics-text;q=", OpenMetrics1 },
        { "application/openmetrics-text;q=abc,text/plain;q=0.9", OpenMetrics1 },
        { "application/openmetrics-text;q=7,text/plain", OpenMetrics1 },
        { "application/openmetrics-text;q=-1,text/plain", OpenMetrics1 },
        { "application/openmetrics-text;version", OpenMetrics1 },
        { "application/openmetrics-text;version=\"1.0.0", Text },
        { "\u0001\u0002", Text },
        { "text/plain;q=0.1,\u00e9/\u00e9,application/openmetrics-text;q=0.2", OpenMetrics1 },
    };

    public static TheoryData<string?, bool> Encodings => new()
    {
        { null, false },
        { "", false },
        { "gzip", true },
        { "GZIP", true },
        { "gzip, deflate, br", true },
        { "deflate, gzip;q=0.5", true },
        { "gzip;q=0", false },
        { "gzip;q=0.000", false },
        { "identity", false },
        { "identity, gzip", false },
        { "identity;q=0.5, gzip", true },
        { "identity;q=0.5, gzip;q=0.4", false },
        { "identity;q=0, gzip;q=0.1", true },
        { "br", false },
        { "*", false },
        { "gzip;q=junk", false },
        { ";;;", false },
        { "gzip;q=", false },
    };

    [Theory]
    [MemberData(nameof(Accepts))]
    public void Format_AcceptHeader_IsAnsweredWith(string? accept, string contentType) =>
        Assert.Equal(contentType, Negotiation.Format(accept is null ? [] : [accept]).ContentType);

    [Fact]
    public void Format_SeveralHeaderLines_AreOneList() =>
        Assert.Equal(OpenMetrics1, Negotiation.Format(["text/plain;q=0.5", "application/openmetrics-text;q=0.6"]).ContentType);

    [Fact]
    public void Format_AHeaderOfThousandsOfTypes_IsAnswered() =>
        Assert.Equal(OpenMetrics1, Negotiation.Format([string.Join(',', Enumerable.Repeat("a/b;q=0.3", 5000)) + ",application/openmetrics-text"]).ContentType);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Gzip_AcceptEncodingHeader_IsChosen(string? acceptEncoding, bool expected) =>
        Assert.Equal(expected, Negotiation.Gzip(acceptEncoding is null ? [] : [acceptEncoding]));
}
