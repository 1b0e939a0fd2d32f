// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Documents;

/// <summary>The documents of a task metadata endpoint.</summary>
public enum EndpointDocument
{
    /// <summary><c>{base}/task</c>: the task and its containers.</summary>
    Task,

    /// <summary><c>{base}/task/stats</c>: the statistics of every container, by container id.</summary>
    TaskStats,

    /// <summary><c>{base}</c>: the container to which the base URI belongs.</summary>
    Container,

    /// <summary><c>{base}/stats</c>: the statistics of the container to which the base URI belongs.</summary>
    ContainerStats,

    /// <summary><c>{base}/tasks</c>: every task on the host, for a Managed Daemon.</summary>
    Tasks,

    /// <summary><c>{base}/tasks/stats</c>: the statistics of every task on the host, by container id, for a Managed Daemon.</summary>
    TasksStats,
}

/// <summary>The paths of the documents.</summary>
public static class EndpointDocuments
{
    /// <summary>The path below the base URI.</summary>
    public static string Path(this EndpointDocument document) => document switch
    {
        EndpointDocument.Task => "/task",
        EndpointDocument.TaskStats => "/task/stats",
        EndpointDocument.Container => "",
        EndpointDocument.ContainerStats => "/stats",
        EndpointDocument.Tasks => "/tasks",
        EndpointDocument.TasksStats => "/tasks/stats",
    };

    /// <summary>Whether only Managed Daemons get the document.</summary>
    public static bool IsOfHost(this EndpointDocument document) => document is EndpointDocument.Tasks or EndpointDocument.TasksStats;
}

/// <summary>Versions of the endpoint. Version 3 has fewer fields and returns 400 for every error.</summary>
internal enum EndpointVersion
{
    V3,
    V4,
}
