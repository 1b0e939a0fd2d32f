// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>A document that could not be read.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">What happened, in words for an operator; nothing of the payload.</param>
public sealed record EndpointFailure(FailureReason Reason, string Message);
