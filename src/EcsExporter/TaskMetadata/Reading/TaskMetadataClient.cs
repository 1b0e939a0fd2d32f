// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>The options of a <see cref="TaskMetadataClient"/>.</summary>
/// <param name="Endpoint">The endpoint's base address.</param>
/// <param name="UserAgent">The header <c>User-Agent</c>, by which the agent's access log identifies the exporter.</param>
/// <param name="Timeout">The longest time for a document, retry included. A document that takes longer is missing from the snapshot.</param>
public sealed record TaskMetadataClientOptions(Uri Endpoint, string UserAgent, TimeSpan Timeout);

/// <summary>
/// Requests the documents of the task metadata endpoint. A reading ends with a document's content or with an <see cref="EndpointFailure"/>; it does
/// not throw for any answer. A reading cannot be cancelled: it ends at its timeout at the latest. Readings of one document must not overlap.
/// </summary>
/// <param name="options">Endpoint, user agent and timeout.</param>
/// <param name="anomalies">Counts the parts of documents that were left out or merged.</param>
/// <param name="timeProvider">Measures durations, the timeout and the pause before a retry.</param>
public sealed class TaskMetadataClient(TaskMetadataClientOptions options, Anomalies anomalies, TimeProvider timeProvider) : IDisposable
{
    private const int LargestBodyBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        // The documents name accounts and roles, so a request must not go through a proxy or follow a redirect to another host.
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,

        // The agent closes idle connections after 5 s. A request on a connection that the agent is about to close fails.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
    });

    private readonly Dictionary<EndpointDocument, Address> _documents = DocumentsOf(options.Endpoint, anomalies);

    /// <summary>The longest time for a document, retry included.</summary>
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

            // While a task starts, a broken connection or a 5xx of an agent that is not ready passes quickly, so the client retries once. It does not
            // retry a 4xx, which would come again, or a 429, because a retry would make the overload worse.
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
    /// The most bytes that are read of a document: 8 MiB; the document of a task with a thousand containers has about 4 MiB. In a container with less
    /// than some 350 MiB the limit is lower, because a scrape takes many times the memory of its documents, and the runtime ends the process when it
    /// runs out of memory. Documents of a host may be twice as large: in a container with 64 MiB, that suffices for 250 tasks of three containers.
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
            // SocketsHttpHandler silently retries a request up to three times when the connection closes before an answer, but never a request with
            // content, even empty content. With content, this client alone decides how often the agent is asked.
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
    /// Whether the answer means that the endpoint does not have the document. An agent that does not know the path returns 404. An agent that knows
    /// the path but does not support it returns 500 and <c>"tasks metadata endpoint not supported"</c>.
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

    /// <summary>The failure that an exception means. Null for cancellation and for bugs of this program: the endpoint has not failed.</summary>
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

    /// <summary>The operating system's message if there is one; the published binary does not contain the runtime's messages.</summary>
    private static string WhatBroke(Exception error) => error switch
    {
        SocketException socket => socket.Message,
        { InnerException: { } inner } => WhatBroke(inner),
        _ => "the connection closed before the answer was complete",
    };

    /// <summary>The address, the decoder and the buffer of a document.</summary>
    private sealed record Address(Uri Uri, DocumentDecoder Decoder, BodyBuffer Body);
}
