// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json;
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>Holds the action and the body of a request.</summary>
/// <param name="action">The action.</param>
/// <param name="contentType">The content type of the body.</param>
/// <param name="body">The body: JSON for ECS, a form for EC2.</param>
internal sealed class ApiRequest(ApiAction action, string contentType, byte[] body)
{
    public ApiAction Action => action;

    public string ContentType => contentType;

    public byte[] Body => body;
}

/// <summary>Parses the body of an answer with status 200.</summary>
/// <exception cref="JsonException">The body is not the expected document.</exception>
/// <exception cref="FormatException">The body is not the expected document.</exception>
internal delegate void AnswerReader(ReadOnlySpan<byte> body);

/// <summary>
/// Sends signed requests. Each waits for the request budget. A request is retried when AWS throttles it, when AWS refuses the credentials and there
/// are other ones, and once after a broken connection or a 5xx status. Each failed try is counted.
/// </summary>
internal sealed class ApiClient(
    HttpMessageInvoker http, ApiEndpoints endpoints, ApiCredentials credentials, ApiClientOptions options, RequestBudget budget, ApiCounters counters,
    TimeProvider time)
{
    private const int MaxThrottledTries = 5;

    /// <summary>
    /// The clock error that is not corrected. AWS refuses a request from an error of five minutes on (InvalidSignatureException: Signature expired).
    /// </summary>
    private static readonly TimeSpan TolerableClockError = TimeSpan.FromMinutes(2);

    private readonly SigV4Signer _ecsSigner = new(endpoints.Region, "ecs", time);
    private readonly SigV4Signer _ec2Signer = new(endpoints.Region, "ec2", time);

    private long _clockOffsetTicks;

    /// <summary>Sends a request, with retries, and parses its answer.</summary>
    /// <exception cref="ApiException">The last try failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task SendAsync(ApiRequest request, AnswerReader read, CancellationToken cancellationToken)
    {
        var action = request.Action;
        var (throttled, broken, refused) = (0, 0, 0);
        while (true)
        {
            await budget.TakeAsync(action.Throttle, cancellationToken);
            var key = await KeyAsync(action, cancellationToken);
            try
            {
                await TryAsync(request, key, read, cancellationToken);
                budget.Answered(action.Throttle);
                counters.CountSuccess(action, time.GetUtcNow());
                return;
            }
            catch (ApiException error)
            {
                var reason = error.Failure.Reason;
                counters.CountError(action, reason);
                if (reason == ApiFailureReason.Throttled)
                {
                    budget.Throttled(action.Throttle, ++throttled);
                }

                var isWorthAnother = reason switch
                {
                    ApiFailureReason.Throttled => throttled < MaxThrottledTries,
                    ApiFailureReason.Connect or ApiFailureReason.Http5xx => ++broken == 1,
                    ApiFailureReason.Credentials => ++refused == 1 && await HasOthersAsync(error, key, cancellationToken),
                    _ => false,
                };
                if (!isWorthAnother)
                {
                    throw;
                }
            }
        }
    }

    private async ValueTask<AwsCredentials> KeyAsync(ApiAction action, CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.GetAsync(cancellationToken);
        }
        catch (CredentialsException error)
        {
            counters.CountError(action, ApiFailureReason.Credentials);
            throw new ApiException(new ApiFailure(action, ApiFailureReason.Credentials, error.Message));
        }
    }

    private async Task TryAsync(ApiRequest request, AwsCredentials key, AnswerReader read, CancellationToken cancellationToken)
    {
        var action = request.Action;
        using var message = Build(request);
        SignerOf(action.Service).Sign(message, key, ClockOffset);
        counters.CountSent(action);
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(message, either.Token);
            using var body = new ApiBody();
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            if (!await body.ReadAsync(stream, either.Token))
            {
                throw Failed(action, ApiFailureReason.TooLarge, $"the answer is larger than {ApiBody.MaxBytes} bytes");
            }

            Decode(action, response, body.Bytes.Span, read);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(action, ApiFailureReason.Timeout, $"no complete answer within {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            var (reason, words) = ConnectionFailure.Of(error, message.RequestUri!.Host);
            throw Failed(action, reason, words);
        }
    }

    private SigV4Signer SignerOf(ApiService service) => service switch
    {
        ApiService.Ecs => _ecsSigner,
        ApiService.Ec2 => _ec2Signer,
    };

    private HttpRequestMessage Build(ApiRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, endpoints.Of(request.Action.Service)) { Content = new ByteArrayContent(request.Body) };
        _ = message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        _ = message.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        if (request.Action.Service == ApiService.Ecs)
        {
            _ = message.Headers.TryAddWithoutValidation("X-Amz-Target", $"AmazonEC2ContainerServiceV20141113.{request.Action.Name}");
        }

        return message;
    }

    private void Decode(ApiAction action, HttpResponseMessage response, ReadOnlySpan<byte> body, AnswerReader read)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Refused(action, response, body);
        }

        try
        {
            read(body);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            // The parser's message is not used because it may quote the answer.
            throw Failed(action, ApiFailureReason.Decode, "the answer is not the expected document");
        }
    }

    private ApiException Refused(ApiAction action, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var error = action.Service switch
        {
            ApiService.Ecs => ApiErrorDocument.ReadJson(
                body, response.Headers.NonValidated.TryGetValues("x-amzn-errortype", out var types) ? types.ToString() : null),
            ApiService.Ec2 => ApiErrorDocument.ReadXml(body),
        };
        var reason = ApiFailureReasons.Of(response.StatusCode, error);
        var hasNewClock = error.Code is "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestExpired" or "RequestTimeTooSkewed"
            && response.Headers.Date is { } date && CorrectsClock(date);
        return new ApiException(new ApiFailure(action, reason, ApiErrorText.Of(response.StatusCode, error, reason)), hasNewClock);
    }

    private TimeSpan ClockOffset => TimeSpan.FromTicks(Interlocked.Read(ref _clockOffsetTicks));

    /// <summary>
    /// Adopts the API's time for signatures if it differs from theirs by more than <see cref="TolerableClockError"/>. Returns whether it did.
    /// </summary>
    private bool CorrectsClock(DateTimeOffset theirTime)
    {
        var offset = theirTime - time.GetUtcNow();
        if ((offset - ClockOffset).Duration() <= TolerableClockError)
        {
            return false;
        }

        _ = Interlocked.Exchange(ref _clockOffsetTicks, offset.Ticks);
        return true;
    }

    /// <summary>Whether another signature may be accepted, because the clock was corrected or there are other credentials.</summary>
    private async Task<bool> HasOthersAsync(ApiException error, AwsCredentials refused, CancellationToken cancellationToken) =>
        error.HasNewClock || await credentials.HasOthersAsync(refused, cancellationToken);

    private static ApiException Failed(ApiAction action, ApiFailureReason reason, string message) => new(new ApiFailure(action, reason, message));
}

/// <summary>Holds how requests are sent.</summary>
/// <param name="userAgent">The <c>User-Agent</c>, which identifies the exporter in CloudTrail.</param>
/// <param name="timeout">The deadline of one try.</param>
internal sealed class ApiClientOptions(string userAgent, TimeSpan timeout)
{
    public string UserAgent => userAgent;

    public TimeSpan Timeout => timeout;
}

/// <summary>Formats an error of the API for the log.</summary>
internal static class ApiErrorText
{
    private const int MaxCharacters = 300;

    /// <summary>
    /// Returns status, code and message. For refused credentials it omits the message, because AWS repeats the session token in it.
    /// </summary>
    public static string Of(HttpStatusCode status, ApiErrorDocument error, ApiFailureReason reason)
    {
        var text = new StringBuilder("the API answered ").Append((int)status);
        if (error.Code.Length > 0)
        {
            text.Append(' ').Append(error.Code);
        }

        if (error.Message.Length > 0 && reason != ApiFailureReason.Credentials)
        {
            text.Append(": ").Append(error.Message);
        }

        for (var i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }

        return text.Length > MaxCharacters ? text.ToString(0, MaxCharacters) + "…" : text.ToString();
    }
}
