// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region;

/// <summary>A record of a request to a region and its answer.</summary>
/// <param name="action">The action, such as <c>ListTasks</c>; empty for a request that names none.</param>
/// <param name="body">The parameters as the client sent them: JSON, or a form for the EC2 API.</param>
/// <param name="status">The status of the answer; 0 for a request that was not answered.</param>
/// <param name="errorCode">The error code, such as <c>ThrottlingException</c>; null for an answer without error.</param>
/// <param name="at">When the request arrived, by the clock of the region.</param>
public sealed class RegionRequest(string action, string body, int status, string? errorCode, DateTimeOffset at)
{
    /// <summary>The action, such as <c>ListTasks</c>; empty for a request that names none.</summary>
    public string Action { get; } = action;

    /// <summary>The parameters as the client sent them: JSON, or a form for the EC2 API.</summary>
    public string Body { get; } = body;

    /// <summary>The status of the answer; 0 for a request that was not answered.</summary>
    public int Status { get; } = status;

    /// <summary>The error code, such as <c>ThrottlingException</c>; null for an answer without error.</summary>
    public string? ErrorCode { get; } = errorCode;

    /// <summary>When the request arrived, by the clock of the region.</summary>
    public DateTimeOffset At { get; } = at;
}
