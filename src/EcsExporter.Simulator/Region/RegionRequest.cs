// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region;

/// <summary>A request that a region has answered, or decided to leave without answer.</summary>
/// <param name="Action">Such as <c>ListTasks</c>; empty for a request that names none.</param>
/// <param name="Body">The parameters as the client sent them: JSON, or a form for the EC2 API.</param>
/// <param name="Status">The status of the answer; 0 when there was none.</param>
/// <param name="ErrorCode">Such as <c>ThrottlingException</c>; null for an answer without error.</param>
/// <param name="At">When it arrived, by the clock of the region.</param>
public sealed record RegionRequest(string Action, string Body, int Status, string? ErrorCode, DateTimeOffset At);
