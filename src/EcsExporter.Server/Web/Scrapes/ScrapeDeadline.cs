// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web.Scrapes;

/// <summary>How long a scrape can wait, from the header in which Prometheus announces its timeout.</summary>
internal readonly struct ScrapeDeadline(HttpRequest request, TimeProvider time)
{
    /// <summary>Subtracted from the scraper's timeout, so that the answer arrives before the scraper gives up.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(0.5);

    private readonly long _arrivedAt = time.GetTimestamp();
    private readonly TimeSpan _wait = WaitOf(request);

    /// <summary>How much longer the scrape can wait: zero when the deadline has passed, the longest time there is when there is no deadline.</summary>
    public TimeSpan Remaining => _wait == TimeSpan.MaxValue
        ? TimeSpan.MaxValue
        : TimeSpan.FromTicks(Math.Max(0, (_wait - time.GetElapsedTime(_arrivedAt)).Ticks));

    /// <summary>The shorter of <see cref="Remaining"/> and <paramref name="duration"/>.</summary>
    public TimeSpan AtMost(TimeSpan duration) => Remaining is var remaining && remaining < duration ? remaining : duration;

    // Anything but one positive number of seconds, as Prometheus writes it, is ignored, like a missing header: a proxy's mistake must not
    // make the exporter blind. Two values in one header or in two are not one number.
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
