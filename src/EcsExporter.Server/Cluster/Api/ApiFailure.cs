// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>Describes a failed request.</summary>
/// <param name="action">The action that was requested.</param>
/// <param name="reason">The kind of failure.</param>
/// <param name="message">A message for the operator. It contains no secret.</param>
internal sealed class ApiFailure(ApiAction action, ApiFailureReason reason, string message)
{
    public ApiAction Action => action;

    public ApiFailureReason Reason => reason;

    public string Message => message;
}

/// <summary>Reports a failed request. The failure has already been counted.</summary>
/// <param name="failure">The failure.</param>
/// <param name="hasNewClock">Whether the answer corrected the time of signatures, so that the same request may succeed now.</param>
internal sealed class ApiException(ApiFailure failure, bool hasNewClock = false) : Exception(failure.Message)
{
    public ApiFailure Failure { get; } = failure;

    public bool HasNewClock { get; } = hasNewClock;
}

/// <summary>Why a request failed; the values of the label <c>reason</c>.</summary>
internal enum ApiFailureReason
{
    /// <summary>No complete answer arrived in time.</summary>
    Timeout,

    /// <summary>The host has no address, the connection was refused or broke, or TLS failed.</summary>
    Connect,

    /// <summary>AWS throttled the request: the account has used up its rate.</summary>
    Throttled,

    /// <summary>The role has no permission for the action.</summary>
    AccessDenied,

    /// <summary>
    /// There are no credentials, or AWS refuses them: they have expired, belong to another account, or signed for another region or time.
    /// </summary>
    Credentials,

    /// <summary>The cluster, or another resource that the request names, does not exist.</summary>
    NotFound,

    /// <summary>Another 4xx status.</summary>
    Http4xx,

    /// <summary>A 5xx status.</summary>
    Http5xx,

    /// <summary>The answer exceeded <see cref="ApiBody.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>The answer was not valid HTTP, or not the expected document.</summary>
    Decode,
}

/// <summary>Maps answers to reasons, and reasons to label values.</summary>
internal static class ApiFailureReasons
{
    /// <summary>All reasons, in ordinal order of their labels.</summary>
    public static ReadOnlySpan<ApiFailureReason> All =>
    [
        ApiFailureReason.AccessDenied, ApiFailureReason.Connect, ApiFailureReason.Credentials, ApiFailureReason.Decode, ApiFailureReason.Http4xx,
        ApiFailureReason.Http5xx, ApiFailureReason.NotFound, ApiFailureReason.Throttled, ApiFailureReason.Timeout, ApiFailureReason.TooLarge,
    ];

    public static string Label(this ApiFailureReason reason) => reason switch
    {
        ApiFailureReason.Timeout => "timeout",
        ApiFailureReason.Connect => "connect",
        ApiFailureReason.Throttled => "throttled",
        ApiFailureReason.AccessDenied => "access_denied",
        ApiFailureReason.Credentials => "credentials",
        ApiFailureReason.NotFound => "not_found",
        ApiFailureReason.Http4xx => "http_4xx",
        ApiFailureReason.Http5xx => "http_5xx",
        ApiFailureReason.TooLarge => "too_large",
        ApiFailureReason.Decode => "decode",
    };

    /// <summary>Returns the reason for an answer with an error.</summary>
    public static ApiFailureReason Of(HttpStatusCode status, ApiErrorDocument error) => (int)status switch
    {
        _ when OfCode(error.Code) is { } known => known,
        429 => ApiFailureReason.Throttled,
        >= 500 => ApiFailureReason.Http5xx,
        >= 400 => ApiFailureReason.Http4xx,
        _ => ApiFailureReason.Decode,
    };

    /// <summary>
    /// Returns the reason for a code that says more than the status. Sources: the common errors of both APIs
    /// (<see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html"/>,
    /// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"/>) and the codes that botocore retries as throttled
    /// (<c>botocore/data/_retry.json</c>).
    /// </summary>
    private static ApiFailureReason? OfCode(string code) => code switch
    {
        "Throttling" or "ThrottlingException" or "ThrottledException" or "RequestThrottled" or "RequestThrottledException" or "RequestLimitExceeded"
            or "TooManyRequestsException" => ApiFailureReason.Throttled,
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "NotAuthorized" or "BlockedException" or "Blocked" or "OptInRequired" =>
            ApiFailureReason.AccessDenied,
        "AuthFailure" or "ExpiredToken" or "ExpiredTokenException" or "IncompleteSignature" or "IncompleteSignatureException" or "InvalidClientTokenId"
            or "InvalidSignatureException" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "RequestExpired"
            or "RequestTimeTooSkewed" or "SignatureDoesNotMatch" or "UnrecognizedClientException" => ApiFailureReason.Credentials,
        "ClusterNotFoundException" or "ResourceNotFoundException" => ApiFailureReason.NotFound,
        _ => null,
    };
}
