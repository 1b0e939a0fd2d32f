// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>A request without a useful answer.</summary>
/// <param name="action">What was asked for.</param>
/// <param name="reason">The kind of failure.</param>
/// <param name="message">What happened, in words for an operator. Holds no secret.</param>
internal sealed class ApiFailure(ApiAction action, ApiFailureReason reason, string message)
{
    public ApiAction Action => action;

    public ApiFailureReason Reason => reason;

    public string Message => message;
}

/// <summary>A request has failed; its failure has been counted.</summary>
/// <param name="failure">What happened.</param>
/// <param name="hasNewClock">Whether the answer has shown that this machine's clock is wrong, so that the same request may succeed now.</param>
internal sealed class ApiException(ApiFailure failure, bool hasNewClock = false) : Exception(failure.Message)
{
    /// <summary>What happened.</summary>
    public ApiFailure Failure { get; } = failure;

    /// <summary>Whether the same request may succeed with the time that the answer has told.</summary>
    public bool HasNewClock { get; } = hasNewClock;
}

/// <summary>Why a request failed; the values of the label <c>reason</c>.</summary>
internal enum ApiFailureReason
{
    /// <summary>No complete answer in time.</summary>
    Timeout,

    /// <summary>The host has no address, the connection was refused or broke, or TLS failed.</summary>
    Connect,

    /// <summary>The account has used up its requests.</summary>
    Throttled,

    /// <summary>The role has no permission for the action.</summary>
    AccessDenied,

    /// <summary>There are no credentials, or AWS refuses them: expired, of another account, signed for another region or at another time.</summary>
    Credentials,

    /// <summary>The cluster, or what else the request names, does not exist.</summary>
    NotFound,

    /// <summary>Another 4xx status.</summary>
    Http4xx,

    /// <summary>A 5xx status.</summary>
    Http5xx,

    /// <summary>The answer was larger than the exporter reads.</summary>
    TooLarge,

    /// <summary>The answer was not HTTP, or not the document that it should be.</summary>
    Decode,
}

/// <summary>What metrics and the log call the reasons, and which answers they stand for.</summary>
internal static class ApiFailureReasons
{
    /// <summary>All reasons, in ordinal order of their labels.</summary>
    public static ReadOnlySpan<ApiFailureReason> All =>
    [
        ApiFailureReason.AccessDenied, ApiFailureReason.Connect, ApiFailureReason.Credentials, ApiFailureReason.Decode, ApiFailureReason.Http4xx,
        ApiFailureReason.Http5xx, ApiFailureReason.NotFound, ApiFailureReason.Throttled, ApiFailureReason.Timeout, ApiFailureReason.TooLarge,
    ];

    /// <summary>The reason as a label value.</summary>
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

    /// <summary>The reason that an answer with an error stands for.</summary>
    public static ApiFailureReason Of(HttpStatusCode status, ApiErrorDocument error) => (int)status switch
    {
        _ when OfCode(error.Code) is { } known => known,
        429 => ApiFailureReason.Throttled,
        >= 500 => ApiFailureReason.Http5xx,
        >= 400 => ApiFailureReason.Http4xx,
        _ => ApiFailureReason.Decode,
    };

    /// <summary>
    /// The codes that stand for more than their status. Sources: the common errors of both APIs
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
