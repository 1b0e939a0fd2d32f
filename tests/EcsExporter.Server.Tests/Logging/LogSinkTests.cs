// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using EcsExporter.Server.Logging;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Logging;

public sealed class LogSinkTests
{
    [Fact]
    public void Write_ClosedStream_LosesTheLineAndNothingElse()
    {
        var stream = new MemoryStream();
        stream.Dispose();
        using var factory = new ExporterLoggerFactory(LogLevel.Information, new(stream, LogFormat.Logfmt, TimeProvider.System));
        LogTable.Ready(factory.CreateLogger("ecs_exporter"));
    }

    [Fact]
    public void OpenOrDiscard_StreamCannotBeOpened_DiscardsLines()
    {
        var sink = LogSink.OpenOrDiscard(() => throw new UnauthorizedAccessException(), LogFormat.Json, TimeProvider.System);
        using var factory = new ExporterLoggerFactory(LogLevel.Information, sink);
        LogTable.Ready(factory.CreateLogger("ecs_exporter"));
    }

    [Fact]
    public void OpenOrDiscard_StreamOpens_WritesToIt()
    {
        using var stream = new MemoryStream();
        var sink = LogSink.OpenOrDiscard(() => stream, LogFormat.Json, TimeProvider.System);
        using var factory = new ExporterLoggerFactory(LogLevel.Information, sink);
        LogTable.Ready(factory.CreateLogger("ecs_exporter"));
        Assert.NotEqual(0, stream.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_FromManyThreads_IsOneStreamWritePerLine(bool json)
    {
        var format = json ? LogFormat.Json : LogFormat.Logfmt;
        using var stream = new CountingStream();
        using var factory = new ExporterLoggerFactory(LogLevel.Information, new(stream, format, TimeProvider.System));
        var logger = factory.CreateLogger("ecs_exporter");
        var addresses = Enumerable.Range(0, 500).Select(i => $"10.0.0.{i} {new string('x', i)}").ToArray();

        Parallel.ForEach(addresses, address => LogTable.Listening(logger, address));

        Assert.Equal(addresses.Length, stream.Writes);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            addresses.Order(StringComparer.Ordinal),
            lines.Select(line => Read(line, format)["address"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_AnyText_ReadsBack(bool json)
    {
        var format = json ? LogFormat.Json : LogFormat.Logfmt;
        Prop.ForAll<string?, string?>((message, value) =>
        {
            using var capture = new LogCapture(format);
            // A lone surrogate has no UTF-8: it is written as U+FFFD.
            var (sentMessage, sentValue) = (WellFormed(message), WellFormed(value));
            capture.Logger().Log(
                LogLevel.Information, default, new KeyValuePair<string, object?>[] { new("value", sentValue) }, null, (_, _) => sentMessage);

            var fields = Read(capture.Text.TrimEnd('\n'), format);
            return capture.Text.Count(c => c == '\n') == 1
                && fields.Keys.SequenceEqual(["time", "level", "source", "msg", "value"])
                && fields["msg"] == sentMessage
                && fields["value"] == sentValue;
        }).QuickCheckThrowOnFailure();
    }

    private static string WellFormed(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static Dictionary<string, string> Read(string line, LogFormat format) => format == LogFormat.Json
        ? JsonDocument.Parse(line).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString()!)
        : LogfmtReader.Read(line);

    private sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            base.Write(buffer);
        }
    }
}
