// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EcsExporter.Exposition;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace EcsExporter.Server.Web;

/// <summary>Answers scrapes.</summary>
/// <param name="exporter">What is scraped.</param>
/// <param name="maxRequests">Scrapes answered at the same time; 0 for no limit.</param>
/// <param name="pool">The memory of answers. An exposition that is too large for it is answered with status 500.</param>
/// <param name="logger">Told of scrapes that fail by a mistake of this program, or for their size.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to release.")]
internal sealed partial class MetricsHandler(Exporter exporter, int maxRequests, ScrapeBufferPool pool, ILogger logger)
{
    /// <summary>Taken off the scraper's own timeout, so that the answer is there before it gives up.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// How long a scrape beyond the limit waits for its turn. A burst of scrapers that share one reading passes in
    /// milliseconds; only where scrapes pile up are further ones refused.
    /// </summary>
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(1);

    private readonly HandlerCounters _counters = exporter.Handler;
    private readonly SemaphoreSlim? _turns = maxRequests > 0 ? new(maxRequests) : null;

    // A scraper asks for the same every time, and what Prometheus asks for takes 3 kB to take apart.
    private AskedFormat? _lastAsked;

    public async Task HandleAsync(HttpContext context)
    {
        _counters.Enter();
        try
        {
            if (_turns is null)
            {
                await AnswerAsync(context, null);
            }
            else if (await _turns.WaitAsync(TurnPatience, context.RequestAborted))
            {
                await AnswerAsync(context, _turns);
            }
            else
            {
                await RefuseAsync(context);
            }
        }
        finally
        {
            _counters.Leave();
        }
    }

    private Task RefuseAsync(HttpContext context)
    {
        _counters.CountRefused();
        return PlainText.WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            $"Limit of concurrent requests reached ({maxRequests}), try again later.\n");
    }

    private async Task AnswerAsync(HttpContext context, SemaphoreSlim? turns)
    {
        ScrapeBuffers? buffers = null;
        try
        {
            ExpositionFormat format;
            ReadOnlyMemory<byte> body;
            try
            {
                var snapshot = await exporter.Source.ReadAsync(Patience(context.Request), context.RequestAborted);
                buffers = pool.Rent();
                format = Format(context.Request.Headers.Accept);
                body = Render(context, snapshot, format, buffers);
            }
            catch (Exception error) when (!context.RequestAborted.IsCancellationRequested)
            {
                await FailAsync(context, error);
                return;
            }
            finally
            {
                // Sending is not part of the turn: a client that does not read its answer must not keep others from theirs.
                _ = turns?.Release();
            }

            _counters.CountOk();
            await Body.SendAsync(context, format.ContentType, body, buffers.HeldBytes);
        }
        finally
        {
            if (buffers is not null)
            {
                pool.Return(buffers);
            }
        }
    }

    private ReadOnlyMemory<byte> Render(HttpContext context, TaskSnapshot snapshot, ExpositionFormat format, ScrapeBuffers buffers)
    {
        ExpositionWriter.Write(exporter.Catalogue, snapshot, format, buffers.Exposition);
        if (!Negotiation.Gzip(context.Request.Headers.AcceptEncoding))
        {
            return buffers.Exposition.Written;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return buffers.Compress();
    }

    private Task FailAsync(HttpContext context, Exception error)
    {
        _counters.CountFailed();
        context.Response.Clear();
        if (error is AnswerTooLargeException)
        {
            _counters.CountTooLarge();
            LogTooLarge(logger, pool.MaxExpositionBytes);
            return PlainText.WriteAsync(
                context, StatusCodes.Status500InternalServerError, $"the metrics of this task would take more than {pool.MaxExpositionBytes} bytes\n");
        }

        LogFailedScrape(logger, error);
        return PlainText.WriteAsync(context, StatusCodes.Status500InternalServerError, "the metrics could not be rendered, see the log\n");
    }

    private ExpositionFormat Format(StringValues accept)
    {
        if (_lastAsked is { } last && last.Accept == accept)
        {
            return last.Format;
        }

        var format = Negotiation.Format(accept);
        _lastAsked = new AskedFormat(accept, format);
        return format;
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The metrics are too large to be served")]
    private static partial void LogTooLarge(ILogger logger, int limitBytes);

    private sealed record AskedFormat(StringValues Accept, ExpositionFormat Format);
}
