// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Fuzz;
using EcsExporter.Server.Tests.Push.Schema;
using Google.Protobuf;
using Snappier;

namespace EcsExporter.Server.Tests.Push;

/// <summary>A sample that a receiver has decoded.</summary>
/// <param name="Labels">The labels, including <c>__name__</c>, sorted by name: <c>name=value</c>, separated by U+0001.</param>
/// <param name="Bits">The bits of the value.</param>
/// <param name="Milliseconds">The timestamp.</param>
internal sealed record PushedSeries(string Labels, ulong Bits, long Milliseconds)
{
    public const ulong StaleBits = 0x7ff0000000000002;

    /// <summary>Whether the sample is a staleness marker, which ends its series.</summary>
    public bool IsStale => Bits == StaleBits;

    /// <summary>The value of <c>__name__</c>.</summary>
    public string Name => Labels.Split('\u0001').Single(label => label.StartsWith("__name__=", StringComparison.Ordinal))["__name__=".Length..];

    public double Value => BitConverter.UInt64BitsToDouble(Bits);

    /// <summary>Decodes a remote-write request with generated classes, and checks the rules that receivers enforce.</summary>
    public static IReadOnlyList<PushedSeries> OfRemoteWrite(ReadOnlySpan<byte> body)
    {
        var message = Snappy.DecompressToArray(body);
        Assert.InRange(message.Length, 1, 1_000_000);
        var request = WriteRequest.Parser.ParseFrom(message);
        Assert.Equal(message, request.ToByteArray());
        Assert.InRange(request.Timeseries.Count, 1, 2000);
        Assert.Empty(request.Metadata);
        var series = request.Timeseries.Select(one =>
        {
            var sample = Assert.Single(one.Samples);
            Assert.All(one.Labels, label => Assert.True(label.Name.Length > 0 && label.Value.Length > 0));
            Assert.All(one.Labels.Zip(one.Labels.Skip(1)), pair => Assert.True(string.CompareOrdinal(pair.First.Name, pair.Second.Name) < 0));
            return new PushedSeries(Join(one.Labels.Select(label => (label.Name, label.Value))),
                BitConverter.DoubleToUInt64Bits(sample.Value), sample.Timestamp);
        }).ToList();
        Assert.Equal(series.Count, series.Select(one => one.Labels).Distinct().Count());
        return series;
    }

    /// <summary>The sample that must be pushed for a sample of the text format.</summary>
    public static PushedSeries Of(ParsedSample sample, string job, string instance, long milliseconds) => new(
        Join([.. sample.Labels.Where(label => label.Value.Length > 0).Select(label => (label.Key, label.Value)),
            ("__name__", sample.Family), ("job", job), ("instance", instance)]),
        BitConverter.DoubleToUInt64Bits(sample.Value),
        milliseconds);

    /// <summary>The series <c>up</c>.</summary>
    public static PushedSeries Up(string job, string instance, long milliseconds) =>
        new(Join([("__name__", "up"), ("job", job), ("instance", instance)]), BitConverter.DoubleToUInt64Bits(1), milliseconds);

    /// <summary>Labels as one text, sorted by name.</summary>
    public static string Join(IEnumerable<(string Name, string Value)> labels) =>
        string.Join('\u0001', labels.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}={label.Value}"));
}
