// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using EcsExporter.Exposition;
using EcsExporter.Server.SelfMetrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Web;

/// <summary>Answers scrapes.</summary>
internal sealed partial class MetricsHandler(Exporter exporter, ILogger logger)
{
    /// <summary>Taken off the scraper's own timeout, so that the answer is there before it gives up.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(0.5);

    private readonly TextFormat _format = new();
    private readonly HandlerCounters _counters = exporter.Handler;

    // The exposition is built completely before the first byte leaves: its length is known, and a mistake half-way
    // gives a clean 500. One buffer is kept for the next scrape; concurrent ones beyond it are short-lived.
    private ArrayBufferWriter<byte>? _spareBuffer;

    public async Task HandleAsync(HttpContext context)
    {
        _ = _counters.Enter();
        var buffer = Interlocked.Exchange(ref _spareBuffer, null) ?? new ArrayBufferWriter<byte>();
        try
        {
            var snapshot = await exporter.Source.ReadAsync(Patience(context.Request), context.RequestAborted);
            ExpositionWriter.Write(exporter.Catalogue, snapshot, _format, buffer);
            _counters.CountOk();
            await Body.WriteAsync(context, _format.ContentType, buffer.WrittenMemory);
        }
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            LogFailedScrape(logger, error);
            _counters.CountFailed();
            context.Response.Clear();
            await PlainText.WriteAsync(context, StatusCodes.Status500InternalServerError, "the metrics could not be rendered, see the log\n");
        }
        finally
        {
            buffer.ResetWrittenCount();
            _spareBuffer = buffer;
            _counters.Leave();
        }
    }

    /// <summary>How long the scraper can wait, by the header with which Prometheus says so.</summary>
    private static TimeSpan Patience(HttpRequest request)
    {
        if (!double.TryParse(
                request.Headers["X-Prometheus-Scrape-Timeout-Seconds"],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var seconds)
            || seconds is not (> 0 and < int.MaxValue))
        {
            return TimeSpan.MaxValue;
        }

        // A timeout as short as the margin leaves half of itself.
        var timeout = TimeSpan.FromSeconds(seconds);
        return timeout > 2 * AnswerMargin ? timeout - AnswerMargin : timeout / 2;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Scrape failed")]
    private static partial void LogFailedScrape(ILogger logger, Exception exception);
}
