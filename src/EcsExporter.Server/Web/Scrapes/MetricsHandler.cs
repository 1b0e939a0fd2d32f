// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EcsExporter.Exposition;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.Server.Web.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Web.Scrapes;

/// <summary>Answers scrapes. For an exposition that is too large for the pool it returns 500.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to release.")]
internal sealed partial class MetricsHandler(IScrapeSource source, int maxRequests, HostAccess access, ScrapeBufferPool pool, ILogger logger)
{
    // How long a scrape beyond the limit waits for its turn. A burst of scrapers that share one reading passes in milliseconds. Only when scrapes
    // pile up are further ones refused.
    private static readonly TimeSpan MaxTurnWait = TimeSpan.FromSeconds(1);

    private readonly HandlerCounters _counters = source.Handler;

    // With 0 there is no limit.
    private readonly SemaphoreSlim _turns = new(maxRequests > 0 ? maxRequests : int.MaxValue);

    public async Task HandleAsync(HttpContext context)
    {
        _counters.Enter();
        ScrapeBuffers? buffers = null;
        try
        {
            buffers = await RenderInTurnAsync(context, new ScrapeDeadline(context.Request, source.TimeProvider));
            await (buffers is null ? SendAsync(context, Refuse(context)) : Body.SendAsync(context, buffers.Answer, buffers.HeldBytes, _counters.Count));
        }
        catch (Exception error) when (error is not HostAccessException && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            await SendAsync(context, Fail(context, error));
        }
        finally
        {
            if (buffers is not null)
            {
                pool.Return(buffers);
            }

            _counters.Leave();
        }
    }

    // Returns null when the scrape must be refused. The turn ends when rendering ends, because a client that does not read its answer must not delay
    // others.
    private async ValueTask<ScrapeBuffers?> RenderInTurnAsync(HttpContext context, ScrapeDeadline deadline)
    {
        if (!await _turns.WaitAsync(deadline.AtMost(MaxTurnWait), context.RequestAborted))
        {
            return null;
        }

        try
        {
            return await RenderAsync(context, deadline);
        }
        finally
        {
            _ = _turns.Release();
        }
    }

    private async ValueTask<ScrapeBuffers?> RenderAsync(HttpContext context, ScrapeDeadline deadline)
    {
        var reading = await source.ReadAsync(deadline.Remaining, context.RequestAborted);
        access.Demand(context, reading.Host);
        var lease = context.Features.Get<ConnectionLease>();
        if (await pool.RentAsync(lease is null ? null : lease.EvictStalled, deadline.AtMost(MaxTurnWait), context.RequestAborted) is not { } buffers)
        {
            return null;
        }

        var headers = context.Request.Headers;
        var (format, contentType) = Negotiation.Format(headers.Accept);
        try
        {
            reading.Write(format, buffers.Exposition);
            context.Response.ContentType = contentType;
            var compress = Negotiation.Gzip(headers.AcceptEncoding);
            if (compress)
            {
                context.Response.Headers.ContentEncoding = "gzip";
            }

            buffers.Complete(compress);
            return buffers;
        }
        catch
        {
            pool.Return(buffers);
            throw;
        }
    }

    private Task SendAsync(HttpContext context, byte[] text) => Body.SendAsync(context, text, text.Length, _counters.Count);

    private byte[] Refuse(HttpContext context) => PlainText.Prepare(
        context, StatusCodes.Status503ServiceUnavailable, $"Limit of concurrent requests reached ({maxRequests}), try again later.\n");

    private byte[] Fail(HttpContext context, Exception error)
    {
        context.Response.Clear();
        if (error is AnswerTooLargeException)
        {
            _counters.CountTooLarge();
            LogTooLarge(logger, pool.MaxExpositionBytes);
            return PlainText.Prepare(
                context, StatusCodes.Status500InternalServerError, $"the metrics would take more than {pool.MaxExpositionBytes} bytes\n");
        }

        LogFailedScrape(logger, error);
        return PlainText.Prepare(context, StatusCodes.Status500InternalServerError, "the metrics could not be rendered, see the log\n");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Scrape failed")]
    private static partial void LogFailedScrape(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The metrics are too large to be served")]
    private static partial void LogTooLarge(ILogger logger, int limitBytes);
}

/// <summary>Calculates how long a scrape can wait, from the header in which Prometheus announces its timeout.</summary>
internal readonly struct ScrapeDeadline(HttpRequest request, TimeProvider time)
{
    /// <summary>Subtracted from the scraper's timeout, so that the answer arrives before the scraper gives up.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(0.5);

    private readonly long _arrivedAt = time.GetTimestamp();
    private readonly TimeSpan _wait = WaitOf(request);

    /// <summary>How much longer the scrape can wait: zero after the deadline, and <see cref="TimeSpan.MaxValue"/> without one.</summary>
    public TimeSpan Remaining => _wait == TimeSpan.MaxValue
        ? TimeSpan.MaxValue
        : TimeSpan.FromTicks(Math.Max(0, (_wait - time.GetElapsedTime(_arrivedAt)).Ticks));

    /// <summary>Returns the shorter of <see cref="Remaining"/> and <paramref name="duration"/>.</summary>
    public TimeSpan AtMost(TimeSpan duration) => Remaining is var remaining && remaining < duration ? remaining : duration;

    // Only one positive number of seconds, as Prometheus sends it, is used. Any other value is ignored like a missing header, because a mistake of a
    // proxy must not make scrapes fail. Two values, in one header or in two, are not one number.
    private static TimeSpan WaitOf(HttpRequest request)
    {
        if (!double.TryParse(
                request.Headers["X-Prometheus-Scrape-Timeout-Seconds"],
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var seconds)
            || seconds is not (> 0 and < int.MaxValue))
        {
            return TimeSpan.MaxValue;
        }

        // For a timeout of up to twice the margin, half of it remains.
        var timeout = TimeSpan.FromSeconds(seconds);
        return timeout > 2 * AnswerMargin ? timeout - AnswerMargin : timeout / 2;
    }
}
