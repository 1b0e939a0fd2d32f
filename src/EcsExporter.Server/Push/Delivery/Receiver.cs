// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using EcsExporter.Server.Push.Protocols;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Sends one request and reports the result. It returns within the timeout, whatever the receiver does.</summary>
internal sealed class Receiver(ReceiverOptions options, PushProtocol protocol, TimeProvider time) : IDisposable
{
    private readonly ReceiverConnection _connection = new(options);

    /// <summary>The receiver's host for logs and the page.</summary>
    public string Host => options.Host;

    /// <summary>Sends a request once.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<Answer> SendAsync(PushRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var message = CreateMessage(request.Body);
            if (options.Authorizer is { } authorizer)
            {
                await authorizer.AuthorizeAsync(message, request.Body, either.Token);
            }

            using var response = await _connection.Client().SendAsync(message, either.Token);
            return await ReadAsync(response, RequestSecrets.Of(message), either.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var (kind, words) = timeout.IsCancellationRequested
                ? (FailureKind.Timeout, $"no answer within {options.Timeout.TotalSeconds:0.###} s")
                : RequestFailure.Of(error, Host);
            return new Answer(AnswerKind.Retry, words) { Failure = kind };
        }
    }

    /// <summary>Renews the credentials after status 403. Returns whether a retry may succeed.</summary>
    public async Task<bool> RenewAsync(Answer answer, CancellationToken cancellationToken)
    {
        if (options.Authorizer is null)
        {
            return false;
        }

        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await options.Authorizer.RenewAsync(answer.Date, either.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The refusal of the receiver is reported, and the next request fetches credentials again.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private HttpRequestMessage CreateMessage(ReadOnlyMemory<byte> body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ReadOnlyMemoryContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(PushProtocol.ContentType);
        message.Content.Headers.ContentEncoding.Add(protocol.ContentEncoding);
        _ = message.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        protocol.AddHeaders(message.Headers);
        foreach (var (name, value) in options.Headers)
        {
            _ = message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private async Task<Answer> ReadAsync(HttpResponseMessage response, RequestSecrets secrets, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiverMessage.MaxBytes);
        try
        {
            var body = buffer.AsMemory(0, await ReadBodyAsync(response, buffer.AsMemory(0, ReceiverMessage.MaxBytes), cancellationToken));
            var date = response.Headers.Date;
            if (!response.IsSuccessStatusCode)
            {
                var kind = protocol.IsRetryable(status) ? AnswerKind.Retry : AnswerKind.Refused;
                var message = ReceiverMessage.Of(status, body.Span, secrets);
                return new Answer(kind, message) { Status = status, RetryAfter = RetryAfter(response), Date = date };
            }

            var rejected = protocol.ReadRejected(body.Span, out var reason);
            return new Answer(AnswerKind.Accepted, ReceiverMessage.Of(reason, secrets)) { Status = status, Rejected = rejected, Date = date };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the beginning of the body until the timeout. An incomplete body is not an error, because the status is already known.</summary>
    private static async Task<int> ReadBodyAsync(HttpResponseMessage response, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (length < buffer.Length && await stream.ReadAsync(buffer[length..], cancellationToken) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            // The receiver or the timeout cut the body short.
        }

        return length;
    }

    /// <summary>Returns the wait that the receiver asks for (RFC 9110, section 10.2.3). A date is relative to the receiver's own clock.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? time.GetUtcNow()),
        _ => null,
    };
}

/// <summary>What to do after an answer, or without one.</summary>
internal enum AnswerKind
{
    /// <summary>The receiver accepted the request.</summary>
    Accepted,

    /// <summary>The same request may succeed later.</summary>
    Retry,

    /// <summary>The same request would fail again.</summary>
    Refused,
}

/// <summary>Holds the result of one request.</summary>
/// <param name="Kind">What to do next.</param>
/// <param name="Words">The error message for logs and the page; empty when there was no error.</param>
internal sealed record Answer(AnswerKind Kind, string Words)
{
    /// <summary>The status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Why there was no answer; null when there was one.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>What to check; empty when there was no error, and when the error message is sufficient.</summary>
    public string Advice => Failure is { } failure ? DeliveryAdvice.Of(failure)
        : Kind != AnswerKind.Accepted && Status is { } status ? DeliveryAdvice.Of(status, Kind == AnswerKind.Retry)
        : "";

    /// <summary>The wait that the receiver asked for; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The receiver's time; null when the answer has none.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Samples that the receiver rejected although it accepted the request.</summary>
    public long Rejected { get; init; }
}
