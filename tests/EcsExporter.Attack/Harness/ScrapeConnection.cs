// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Attack.Harness;

/// <summary>The keep-alive connection of a well-behaved client, which is opened on first use.</summary>
internal sealed class ScrapeConnection(int port, X509Certificate2? certificate, Version version) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate is not null && certificate.Equals(shown) },
    })
    {
        BaseAddress = new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}/"),
        DefaultRequestVersion = version,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Scrapes once.</summary>
    /// <param name="limit">The timeout.</param>
    /// <param name="accept">The format and the encoding to request; null for the defaults.</param>
    public async Task<ScrapeOutcome> ScrapeAsync(TimeSpan limit, (string Format, string Encoding)? accept = null)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource(limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("metrics", UriKind.Relative)) { Version = version };
            request.Headers.Add("X-Prometheus-Scrape-Timeout-Seconds", "10");
            if (accept is var (format, encoding))
            {
                request.Headers.Add("Accept", format);
                request.Headers.Add("Accept-Encoding", encoding);
            }

            using var response = await _http.SendAsync(request, end.Token);
            var text = await response.Content.ReadAsStringAsync(end.Token);
            return new ScrapeOutcome((int)response.StatusCode, text, Stopwatch.GetElapsedTime(startedAt), null);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new ScrapeOutcome(0, "", Stopwatch.GetElapsedTime(startedAt), error.InnerException?.Message ?? error.Message);
        }
        catch (OperationCanceledException)
        {
            return new ScrapeOutcome(0, "", Stopwatch.GetElapsedTime(startedAt), $"no answer within {limit.TotalSeconds:0} s");
        }
    }

    /// <summary>Requests <c>/-/healthy</c>.</summary>
    /// <returns>How long the answer took; null without an answer within the limit.</returns>
    public async Task<TimeSpan?> CheckHealthAsync(TimeSpan limit)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource(limit);
        try
        {
            _ = await _http.GetStringAsync(new Uri("-/healthy", UriKind.Relative), end.Token);
            return Stopwatch.GetElapsedTime(startedAt);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
