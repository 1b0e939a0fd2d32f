// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web.Scrapes;

/// <summary>How long a scrape can wait, from the header in which Prometheus announces its timeout.</summary>
internal readonly struct ScrapeDeadline
{
    /// <summary>Subtracted from the scraper's timeout, so that the answer arrives before the scraper gives up.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(0.5);

    private readonly TimeProvider _time;
    private readonly long _arrivedAt;
    private readonly TimeSpan _wait;

    private ScrapeDeadline(TimeProvider time, TimeSpan wait)
    {
        _time = time;
        _arrivedAt = time.GetTimestamp();
        _wait = wait;
    }

    /// <summary>How much longer the scrape can wait: zero when the deadline has passed, the longest time there is when there is no deadline.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (_wait == TimeSpan.MaxValue)
            {
                return TimeSpan.MaxValue;
            }

            var remaining = _wait - _time.GetElapsedTime(_arrivedAt);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>The deadline of a scrape that has just arrived.</summary>
    public static ScrapeDeadline Of(HttpRequest request, TimeProvider time) => new(time, WaitOf(request));

    /// <summary>The shorter of <see cref="Remaining"/> and <paramref name="duration"/>.</summary>
    public TimeSpan AtMost(TimeSpan duration) => Remaining is var remaining && remaining < duration ? remaining : duration;

    /// <summary>
    /// Anything but one positive number of seconds, as Prometheus writes it, is ignored, like a missing header: a proxy's mistake must not
    /// make the exporter blind. Two values in one header or in two are not one number.
    /// </summary>
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

        // A timeout of up to twice the margin leaves half of itself.
        var timeout = TimeSpan.FromSeconds(seconds);
        return timeout > 2 * AnswerMargin ? timeout - AnswerMargin : timeout / 2;
    }
}
