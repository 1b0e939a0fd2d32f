// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>Whom the client asks, and how.</summary>
/// <param name="Endpoint">The endpoint's base address.</param>
/// <param name="UserAgent">Names the exporter in the agent's access log.</param>
/// <param name="Timeout">Longest time for a document, retry included. The documents are read in parallel; a later one is missing from the snapshot.</param>
public sealed record TaskMetadataClientOptions(Uri Endpoint, string UserAgent, TimeSpan Timeout);

/// <summary>
/// Asks the task metadata endpoint for its documents. Whatever comes back, or does not, ends as a document's content or as an
/// <see cref="EndpointFailure"/>. A reading cannot be cancelled: it ends at its timeout at the latest. Readings of one document must not overlap.
/// </summary>
/// <param name="options">Whom the client asks, and how.</param>
/// <param name="anomalies">Where parts of documents that had to be left out are counted.</param>
/// <param name="timeProvider">Time for durations and for the pause before a retry.</param>
public sealed class TaskMetadataClient(TaskMetadataClientOptions options, Anomalies anomalies, TimeProvider timeProvider) : IDisposable
{
    private const int LargestBodyBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        // Metadata names accounts and roles: a proxy, a cookie or another host must never see a request.
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,

        // The agent closes idle connections after 5 s; reusing one it is about to close costs a failed request.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
    });

    private readonly Dictionary<EndpointDocument, Address> _documents = DocumentsOf(options.Endpoint, anomalies);

    /// <summary>Longest time for a document, retry included.</summary>
    internal TimeSpan Timeout => options.Timeout;

    /// <summary>Reads a document.</summary>
    public async Task<DocumentReading> ReadAsync(EndpointDocument document)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, timeProvider);
        var start = timeProvider.GetTimestamp();
        object? content = null;
        EndpointFailure? failure;
        try
        {
            (content, failure) = await TryReadAsync(document, deadline.Token);

            // A broken connection and an agent that cannot answer yet pass quickly while a task starts: one more try. A
            // 4xx would be the same again, and a 429 would be made worse.
            if (failure is { IsMissing: false, Reason: FailureReason.Connect or FailureReason.Http5xx })
            {
                await Task.Delay(RetryPause, timeProvider, deadline.Token);
                (content, failure) = await TryReadAsync(document, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            failure = new EndpointFailure(FailureReason.Timeout, $"no complete answer within {options.Timeout.TotalSeconds:0.###} s");
        }

        return new DocumentReading(document, content, failure, timeProvider.GetElapsedTime(start), Timestamp.From(timeProvider.GetUtcNow()));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Bytes of a document that are read at most: 8 MiB, where a task of a thousand containers has about 4. Less in a container of less than
    /// some 350 MiB: a scrape takes many times as much memory as its documents have, and a runtime without memory ends the process. The documents of
    /// a host may have twice as much: in a container of 64 MiB that is enough for 250 tasks of three containers, and there is memory for them.
    /// </summary>
    private static int MaxBodyBytes(EndpointDocument document) =>
        (int)Math.Min(LargestBodyBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (document.IsOfHost ? 16 : 32));

    private static Dictionary<EndpointDocument, Address> DocumentsOf(Uri endpoint, Anomalies anomalies)
    {
        var strings = new StringPool();
        return EndpointDocument.OfTask.Concat(EndpointDocument.OfHost).ToDictionary(
            static document => document,
            document => new Address(
                new Uri(endpoint.AbsoluteUri.TrimEnd('/') + document.Path),
                new DocumentDecoder(document, strings, anomalies),
                new BodyBuffer(MaxBodyBytes(document), document.IsOfHost ? BodyBuffer.KeptOfHost : BodyBuffer.KeptOfTask)));
    }

    private async Task<(object? Content, EndpointFailure? Failure)> TryReadAsync(EndpointDocument document, CancellationToken cancellationToken)
    {
        var (uri, decoder, body) = _documents[document];
        try
        {
            // The handler silently repeats a request up to three times when the connection closes before an answer, but
            // never one with content, however empty: this client alone decides how often the agent is asked.
            using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Content = new ByteArrayContent([]) };
            _ = request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (null, document.IsOfHost && await SaysItIsMissingAsync(response, cancellationToken)
                    ? FailureOf(response.StatusCode) with { Message = MissingMessage(document, response.StatusCode), IsMissing = true }
                    : FailureOf(response.StatusCode));
            }

            if (response.Content.Headers.ContentLength > body.MaxBytes)
            {
                return (null, TooLarge(body.MaxBytes));
            }

            using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await body.FillAsync(content, cancellationToken) is { } bytes ? (decoder.Decode(bytes.Span), null) : (null, TooLarge(body.MaxBytes));
        }
        catch (Exception error) when (FailureOf(error, cancellationToken) is { } failure)
        {
            return (null, failure);
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>
    /// An agent that does not know the path answers 404. One that knows it and does not support it answers 500 and
    /// <c>"tasks metadata endpoint not supported"</c>.
    /// </summary>
    private static async Task<bool> SaysItIsMissingAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.InternalServerError)
        {
            return response.StatusCode == HttpStatusCode.NotFound;
        }

        using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var beginning = new byte[256];
        var length = await content.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken);
        return beginning.AsSpan(0, length).IndexOf("not supported"u8) >= 0;
    }

    private static string MissingMessage(EndpointDocument document, HttpStatusCode status) =>
        $"the endpoint does not have {document.Path}, which exists for Managed Daemons only: status {(int)status}";

    private static EndpointFailure TooLarge(int maxBytes) =>
        new(FailureReason.TooLarge, $"the answer is larger than {maxBytes / (1024.0 * 1024):0.#} MiB");

    private static EndpointFailure FailureOf(HttpStatusCode status)
    {
        var reason = (int)status switch
        {
            429 => FailureReason.Http429,
            >= 400 and < 500 => FailureReason.Http4xx,
            >= 500 => FailureReason.Http5xx,
            _ => FailureReason.Decode,
        };
        return new EndpointFailure(reason, $"unexpected status {(int)status}");
    }

    /// <summary>Null for what is no failure of the endpoint: cancellation, and mistakes of this program.</summary>
    private static EndpointFailure? FailureOf(Exception error, CancellationToken cancellationToken) => error switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        JsonException { LineNumber: { } line } json =>
            new(FailureReason.Decode, $"invalid JSON at line {line + 1}, byte {json.BytePositionInLine + 1}"),
        JsonException json => new(FailureReason.Decode, $"not the expected document: {json.Message}"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new(FailureReason.TooLarge, "the answer's headers are too large"),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            new(FailureReason.Decode, "the answer is not valid HTTP"),
        HttpRequestException or IOException => new(FailureReason.Connect, WhatBroke(error)),
        _ => null,
    };

    /// <summary>The operating system's words if it has some; the runtime's own are cut out of the published binary.</summary>
    private static string WhatBroke(Exception error) => error switch
    {
        SocketException socket => socket.Message,
        { InnerException: { } inner } => WhatBroke(inner),
        _ => "the connection closed before the answer was complete",
    };

    /// <summary>Where a document is, what reads it, and the memory for its bytes.</summary>
    private sealed record Address(Uri Uri, DocumentDecoder Decoder, BodyBuffer Body);
}
