// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Documents;

/// <summary>The agent's error messages, which it returns as JSON strings. Version 3 returns 400 for every error.</summary>
internal static class AgentErrors
{
    public static (int Status, string Message) UnknownEndpoint(EndpointVersion version, EndpointDocument document, string endpointId)
    {
        var handler = document switch
        {
            EndpointDocument.Task => "task metadata",
            EndpointDocument.TaskStats => "task stats",
            EndpointDocument.Container => "container metadata",
            EndpointDocument.ContainerStats => "container stats",
            EndpointDocument.Tasks => "tasks metadata",
            EndpointDocument.TasksStats => "tasks stats",
        };
        var cause = document == EndpointDocument.Container
            ? "container ID from request: unable to get docker ID"
            : "task arn from request: unable to get task Arn";
        return (Status(version, 404), $"{version} {handler} handler: unable to get {cause} from v3 endpoint ID: {endpointId}");
    }

    public static (int Status, string Message) Internal(
        EndpointVersion version,
        EndpointDocument document,
        string taskArn,
        string containerId) => (Status(version, 500), document switch
        {
            EndpointDocument.Task => $"Unable to generate metadata for v4 task: '{taskArn}'",
            EndpointDocument.TaskStats => $"Unable to get task stats for: {taskArn}",
            EndpointDocument.Container => $"unable to generate metadata for container '{containerId}'",
            EndpointDocument.ContainerStats => $"Unable to get container stats for: {containerId}",
            EndpointDocument.Tasks => "Unable to generate metadata for the tasks",
            EndpointDocument.TasksStats => "Unable to get the stats of the tasks",
        });

    /// <summary>The error that the agent returns when it does not list the tasks on the host.</summary>
    public static (int Status, string Message) NotSupported(EndpointDocument document) => (500, document == EndpointDocument.Tasks
        ? "tasks metadata endpoint not supported"
        : "tasks stats endpoint not supported");

    private static int Status(EndpointVersion version, int status) => version == EndpointVersion.V3 ? 400 : status;
}
