// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region;

/// <summary>A request that a region has answered, or decided to leave without answer.</summary>
/// <param name="action">Such as <c>ListTasks</c>; empty for a request that names none.</param>
/// <param name="body">The parameters as the client sent them: JSON, or a form for the EC2 API.</param>
/// <param name="status">The status of the answer; 0 when there was none.</param>
/// <param name="errorCode">Such as <c>ThrottlingException</c>; null for an answer without error.</param>
/// <param name="at">When it arrived, by the clock of the region.</param>
public sealed class RegionRequest(string action, string body, int status, string? errorCode, DateTimeOffset at)
{
    /// <summary>Such as <c>ListTasks</c>; empty for a request that names none.</summary>
    public string Action { get; } = action;

    /// <summary>The parameters as the client sent them: JSON, or a form for the EC2 API.</summary>
    public string Body { get; } = body;

    /// <summary>The status of the answer; 0 when there was none.</summary>
    public int Status { get; } = status;

    /// <summary>Such as <c>ThrottlingException</c>; null for an answer without error.</summary>
    public string? ErrorCode { get; } = errorCode;

    /// <summary>When it arrived, by the clock of the region.</summary>
    public DateTimeOffset At { get; } = at;
}
