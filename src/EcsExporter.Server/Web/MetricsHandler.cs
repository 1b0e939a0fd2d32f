// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using EcsExporter.Exposition;
using EcsExporter.Server.SelfMetrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace EcsExporter.Server.Web;

/// <summary>Answers scrapes.</summary>
/// <param name="exporter">What is scraped.</param>
/// <param name="maxRequests">Scrapes answered at the same time; 0 for no limit.</param>
/// <param name="logger">Told of scrapes that fail by a mistake of this program.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to release.")]
internal sealed partial class MetricsHandler(Exporter exporter, int maxRequests, ILogger logger)
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

    // One is kept for the next scrape; those of concurrent scrapes beyond it are short-lived.
    private ScrapeBuffers? _spareBuffers;

    // A scraper asks for the same every time, and what Prometheus asks for takes 3 kB to take apart.
    private AskedFormat? _lastAsked;

    public async Task HandleAsync(HttpContext context)
    {
        _counters.Enter();
        try
        {
            if (_turns is null)
            {
                await AnswerAsync(context);
            }
            else if (await _turns.WaitAsync(TurnPatience, context.RequestAborted))
            {
                await AnswerInTurnAsync(context, _turns);
            }
            else
            {
                await RefuseAsync(context);
            }

            // Not part of the turn: a client that does not read its answer must not keep others from theirs.
            _ = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            _counters.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerInTurnAsync(HttpContext context, SemaphoreSlim turns)
    {
        try
        {
            await AnswerAsync(context);
        }
        finally
        {
            _ = turns.Release();
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync(HttpContext context)
    {
        var buffers = Interlocked.Exchange(ref _spareBuffers, null) ?? new ScrapeBuffers();
        try
        {
            var headers = context.Request.Headers;
            var format = Format(headers.Accept);
            var snapshot = await exporter.Source.ReadAsync(Patience(context.Request), context.RequestAborted);
            ExpositionWriter.Write(exporter.Catalogue, snapshot, format, buffers.Exposition);
            ReadOnlyMemory<byte> body = buffers.Exposition.WrittenMemory;
            if (Negotiation.Gzip(headers.AcceptEncoding))
            {
                context.Response.Headers.ContentEncoding = "gzip";
                body = buffers.Compress();
            }

            _counters.CountOk();
            await Body.HandOverAsync(context, format.ContentType, body);
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
            buffers.Reset();
            _spareBuffers = buffers;
        }
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

    private sealed record AskedFormat(StringValues Accept, ExpositionFormat Format);
}
