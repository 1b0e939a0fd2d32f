// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace EcsExporter.Simulator.Region.Protocol;

/// <summary>
/// An error that the API returns. Signature, token and throttling errors of an API with the JSON protocol have status 400, contrary to the page of
/// common errors; DynamoDB, which has the same protocol, documents it (Developer Guide, Programming.Errors). Clients rely on the code.
/// </summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the simulator: the server turns it into an answer.")]
internal sealed class ApiError(string code, string message, int status = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    // Errors of the ECS API. Source: Amazon ECS API Reference, the errors of each action.

    public static ApiError ClusterNotFound() => new("ClusterNotFoundException", "Cluster not found.");

    public static ApiError ServiceNotFound() => new("ServiceNotFoundException", "Service not found.");

    public static ApiError InvalidParameter(string message) => new("InvalidParameterException", message);

    public static ApiError Client(string message) => new("ClientException", message);

    public static ApiError Server() => new("ServerException", "Service Unavailable. Please try again later.", 500);

    public static ApiError UnknownOperation() => new("UnknownOperationException", "", 404);

    public static ApiError AccessDenied(string service, string action, string account) => service == "ecs"
        ? new(
            "AccessDeniedException",
            $"User: arn:aws:sts::{account}:assumed-role/ecs-exporter/simulated is not authorized to perform: ecs:{action} on resource: * because no "
                + $"identity-based policy allows the ecs:{action} action")
        : new("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);

    public static ApiError Throttled(string service) => service == "ecs"
        ? new("ThrottlingException", "Rate exceeded")
        : new("RequestLimitExceeded", "Request limit exceeded.", 503);

    // Errors before an action is executed. Source: AWS common errors; Amazon EC2 API Reference, errors-overview.

    public static ApiError MissingToken(string service) => service == "ecs"
        ? new("MissingAuthenticationTokenException", "Missing Authentication Token")
        : new("MissingAuthenticationToken", "Missing Authentication Token", 403);

    public static ApiError UnknownClient(string service) => service == "ecs"
        ? new("UnrecognizedClientException", "The security token included in the request is invalid.")
        : new("AuthFailure", "AWS was not able to validate the provided access credentials", 401);

    public static ApiError ExpiredToken(string service) => service == "ecs"
        ? new("ExpiredTokenException", "The security token included in the request is expired")
        : new("RequestExpired", "Request has expired.");

    public static ApiError InvalidSignature(string service, string message) => service == "ecs"
        ? new("InvalidSignatureException", message)
        : new("SignatureDoesNotMatch", message, 403);

    public static ApiError IncompleteSignature(string service, string message) =>
        new(service == "ecs" ? "IncompleteSignatureException" : "IncompleteSignature", message);
}
