// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>
/// A proxy between a scraper and the exporter. It can change the formats that the scraper requests, when the scraper's configuration cannot, and
/// records the formats of the answers.
/// </summary>
internal sealed class ScrapeRelay : IAsyncDisposable
{
    private readonly WebApplication _relay;
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _contentTypes = [];

    private ScrapeRelay(Uri exporter, string? accept)
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        _relay = builder.Build();
        _http = new HttpClient { BaseAddress = exporter };
        _relay.Run(context => RelayAsync(context, accept));
    }

    public Uri Address => new(_relay.Urls.Single());

    /// <summary>The content type of each answer, in order.</summary>
    public IReadOnlyCollection<string> ContentTypes => _contentTypes;

    /// <summary>Starts a relay to the exporter.</summary>
    /// <param name="exporter">The address of the exporter.</param>
    /// <param name="accept">The header <c>Accept</c> to send, or null for the scraper's own.</param>
    public static async Task<ScrapeRelay> StartAsync(Uri exporter, string? accept)
    {
        var relay = new ScrapeRelay(exporter, accept);
        await relay._relay.StartAsync(TestContext.Current.CancellationToken);
        return relay;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _http.Dispose();
    }

    private async Task RelayAsync(HttpContext context, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Request.Path.Value);
        foreach (var (name, values) in context.Request.Headers)
        {
            _ = name != "Host" && request.Headers.TryAddWithoutValidation(name, name == "Accept" && accept is not null ? accept : values.ToString());
        }

        using var answer = await _http.SendAsync(request, context.RequestAborted);
        var contentType = answer.Content.Headers.GetValues("Content-Type").Single();
        _contentTypes.Enqueue(contentType);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = contentType;
        context.Response.Headers.ContentEncoding = answer.Content.Headers.ContentEncoding.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
