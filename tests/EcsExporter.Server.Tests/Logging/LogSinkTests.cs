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
        sink.Flush();
        Assert.NotEqual(0, stream.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_FromManyThreads_IsOneStreamWritePerLine(bool json)
    {
        var format = json ? LogFormat.Json : LogFormat.Logfmt;
        using var stream = new CountingStream();
        var sink = new LogSink(stream, format, TimeProvider.System);
        var addresses = Enumerable.Range(0, 500).Select(i => $"10.0.0.{i} {new string('x', i)}").ToArray();

        Parallel.ForEach(addresses, address => sink.Write(Listening(address)));

        sink.Flush();
        Assert.Equal(addresses.Length, stream.Writes);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            addresses.Order(StringComparer.Ordinal),
            lines.Select(line => Read(line, format)["address"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_StreamBlocks_ReturnsAndSaysLaterHowManyLinesWereLost()
    {
        using var stream = new BlockedStream();
        var sink = new LogSink(stream, LogFormat.Logfmt, TimeProvider.System);
        sink.Write(Listening("first"));
        stream.WaitUntilBlocked();

        for (var i = 0; i < 3000; i++)
        {
            sink.Write(Listening("next"));
        }

        stream.Unblock();
        sink.Flush();
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LogfmtReader.Read).ToList();
        Assert.Equal(1 + 1024 + 1, lines.Count);
        Assert.Equal("first", lines[0]["address"]);
        Assert.Equal(("WARN", $"{3000 - 1024}"), (lines[^1]["level"], lines[^1]["lines"]));
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
            // UTF-8 cannot encode a lone surrogate, so it is written as U+FFFD.
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

    private static LogRecord Listening(string address) =>
        new(DateTimeOffset.UnixEpoch, LogLevel.Information, "ecs_exporter", "Listening on", [new("address", address)]);

    private static string WellFormed(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static Dictionary<string, string> Read(string line, LogFormat format) => format == LogFormat.Json
        ? JsonDocument.Parse(line).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString()!)
        : LogfmtReader.Read(line);

    /// <summary>A stream whose writes block, like a pipe that is not read.</summary>
    private sealed class BlockedStream : MemoryStream
    {
        private readonly ManualResetEventSlim _isBlocked = new();
        private readonly ManualResetEventSlim _isFree = new();

        public void WaitUntilBlocked() => _isBlocked.Wait(TestContext.Current.CancellationToken);

        public void Unblock() => _isFree.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _isBlocked.Set();
            _isFree.Wait();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _isBlocked.Dispose();
            _isFree.Dispose();
            base.Dispose(disposing);
        }
    }

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
