// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Server.Aws.Credentials;

/// <summary>Gets credentials from a credentials endpoint. Uses no proxy, follows no redirect, keeps no cookie and no connection.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="userAgent">The <c>User-Agent</c>, which identifies the exporter in the agent's access log.</param>
/// <param name="connector">Opens the connections.</param>
/// <param name="timeProvider">The clock for the deadline, for the pause before a retry and for expiry.</param>
internal sealed class CredentialsClient(CredentialsEndpoint endpoint, string userAgent, CredentialsConnector connector, TimeProvider timeProvider)
    : IDisposable
{
    /// <summary>The limit for the body of an answer, in bytes. Real answers have 1 to 2 kB.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        MaxResponseDrainSize = 0,
        ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(
            context.DnsEndPoint.Host, context.DnsEndPoint.Port, endpoint.Uri.Scheme == Uri.UriSchemeHttps, cancellationToken),
    });

    /// <summary>The deadline of a fetch, including the retry.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Fetches credentials, and retries once after a transient failure.</summary>
    /// <exception cref="CredentialsException">The fetch failed, or the credentials have expired. This method throws nothing else.</exception>
    public async Task<AwsCredentials> FetchAsync()
    {
        using var deadline = new CancellationTokenSource(Timeout, timeProvider);
        try
        {
            try
            {
                return await TryFetchAsync(deadline.Token);
            }
            catch (CredentialsException failure) when (failure.IsTransient)
            {
                await Task.Delay(RetryPause, timeProvider, deadline.Token);
                return await TryFetchAsync(deadline.Token);
            }
        }
        catch (Exception error)
        {
            var reason = deadline.IsCancellationRequested ? $"no complete answer within {Timeout.TotalSeconds:0} s" : error.Message;
            throw new CredentialsException($"cannot get credentials from {endpoint.Name}: {reason}");
        }
    }

    /// <summary>Sends one request, without a retry.</summary>
    /// <exception cref="CredentialsException">The request failed, or the credentials have expired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<AwsCredentials> TryFetchAsync(CancellationToken cancellationToken)
    {
        // When the connection closes before an answer, SocketsHttpHandler silently retries a request without content up to three times. The empty
        // content prevents it.
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Uri) { Content = new ByteArrayContent([]) };
        request.Headers.ConnectionClose = true;
        _ = request.Headers.TryAddWithoutValidation("Accept", "application/json");
        _ = request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (endpoint.Token is { } token)
        {
            // The deadline also covers a file system that does not answer.
            _ = request.Headers.TryAddWithoutValidation("Authorization", await Task.Run(token.Read, cancellationToken).WaitAsync(cancellationToken));
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            RequireSuccess(response.StatusCode);
            using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var credentials = CredentialsDocument.Parse((await ReadAsync(content, cancellationToken)).Span);
            RequireValid(credentials.Expiration);
            return credentials;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw FailureOf(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static void RequireSuccess(HttpStatusCode status)
    {
        if (status == HttpStatusCode.OK)
        {
            return;
        }

        throw (int)status is >= 300 and < 400
            ? new CredentialsException($"the answer is a redirect ({(int)status}), which is not followed")
            : new CredentialsException($"unexpected status {(int)status}", isTransient: (int)status >= 500);
    }

    private void RequireValid(DateTimeOffset? expiration)
    {
        var now = timeProvider.GetUtcNow();
        if (expiration <= now)
        {
            throw new CredentialsException(string.Create(
                CultureInfo.InvariantCulture, $"the credentials expired at {expiration:u}, but the clock of this machine says {now:u}: check the clock"));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        var body = new byte[4 * 1024];
        var length = 0;
        for (int read; (read = await content.ReadAsync(body.AsMemory(length), cancellationToken)) > 0;)
        {
            length += read;
            if (length > MaxBodyBytes)
            {
                throw new CredentialsException($"the answer is larger than {MaxBodyBytes / 1024} kB");
            }

            if (length == body.Length)
            {
                // At most one byte above the limit is read, which shows that the answer is too large.
                Array.Resize(ref body, Math.Min(2 * length, MaxBodyBytes + 1));
            }
        }

        return body.AsMemory(0, length);
    }

    private static CredentialsException FailureOf(Exception error) => error switch
    {
        // The connector refused an address.
        { InnerException: CredentialsException refused } => refused,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new CredentialsException("the TLS handshake failed: the certificate is not trusted or is for another host"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new CredentialsException("the answer's headers are too large"),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            new CredentialsException("the answer is not valid HTTP"),
        _ => new CredentialsException(WhatBroke(error), isTransient: true),
    };

    /// <summary>Returns the operating system's message if there is one, because the published binary lacks the runtime's messages.</summary>
    private static string WhatBroke(Exception error) => error switch
    {
        SocketException socket => socket.Message,
        { InnerException: { } inner } => WhatBroke(inner),
        _ => "the connection closed before the answer was complete",
    };
}
