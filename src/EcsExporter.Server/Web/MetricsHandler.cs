// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
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
            var deadline = ScrapeDeadline.Of(context.Request, exporter.TimeProvider);
            if (_turns is null)
            {
                await AnswerAsync(context, deadline);
            }
            else if (await _turns.WaitAsync(deadline.AtMost(TurnPatience), context.RequestAborted))
            {
                await AnswerInTurnAsync(context, deadline, _turns);
            }
            else
            {
                await RefuseAsync(context);
            }

            // A client that went away gets no status. Counted before the first byte is sent, so that the client's next scrape finds this one counted.
            context.RequestAborted.ThrowIfCancellationRequested();
            _counters.Count(context.Response.StatusCode);

            // Not part of the turn: a client that does not read its answer must not keep others from theirs.
            _ = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            _counters.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerInTurnAsync(HttpContext context, ScrapeDeadline deadline, SemaphoreSlim turns)
    {
        try
        {
            await AnswerAsync(context, deadline);
        }
        finally
        {
            _ = turns.Release();
        }
    }

    private Task RefuseAsync(HttpContext context) => PlainText.HandOverAsync(
        context,
        StatusCodes.Status503ServiceUnavailable,
        $"Limit of concurrent requests reached ({maxRequests}), try again later.\n");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync(HttpContext context, ScrapeDeadline deadline)
    {
        var buffers = Interlocked.Exchange(ref _spareBuffers, null) ?? new ScrapeBuffers();
        try
        {
            var headers = context.Request.Headers;
            var format = Format(headers.Accept);
            var snapshot = await exporter.Source.ReadAsync(deadline.Remaining, context.RequestAborted);
            ExpositionWriter.Write(exporter.Catalogue, snapshot, format, buffers.Exposition);
            ReadOnlyMemory<byte> body = buffers.Exposition.WrittenMemory;
            if (Negotiation.Gzip(headers.AcceptEncoding))
            {
                context.Response.Headers.ContentEncoding = "gzip";
                body = buffers.Compress();
            }

            await Body.HandOverAsync(context, format.ContentType, body);
        }
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            LogFailedScrape(logger, error);
            context.Response.Clear();
            await PlainText.HandOverAsync(context, StatusCodes.Status500InternalServerError, "the metrics could not be rendered, see the log\n");
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Scrape failed")]
    private static partial void LogFailedScrape(ILogger logger, Exception exception);

    private sealed record AskedFormat(StringValues Accept, ExpositionFormat Format);
}
