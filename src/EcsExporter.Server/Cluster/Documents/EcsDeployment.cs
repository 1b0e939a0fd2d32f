// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// A deployment of a service, or a task set.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html"/>
/// </summary>
/// <param name="Id">Such as <c>ecs-svc/1234567890123456789</c>: what its tasks say they were started by.</param>
/// <param name="Status">PRIMARY, ACTIVE or INACTIVE.</param>
/// <param name="RolloutState">COMPLETED, IN_PROGRESS or FAILED; null for a task set.</param>
/// <param name="FailedTasks">Tasks in a row that did not come up.</param>
/// <param name="CreatedAt">When it began.</param>
internal sealed record EcsDeployment(string? Id, string? Status, string? RolloutState, long? FailedTasks, DateTimeOffset? CreatedAt)
{
    /// <summary>Reads the list <c>deployments</c> or <c>taskSets</c> of a service.</summary>
    public static ImmutableArray<EcsDeployment> ReadAll(ref ApiJson json)
    {
        var deployments = ImmutableArray.CreateBuilder<EcsDeployment>();
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            deployments.Add(Read(ref json));
        }

        return deployments.DrainToImmutable();
    }

    private static EcsDeployment Read(ref ApiJson json)
    {
        var deployment = new EcsDeployment(null, null, null, null, null);
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("id"u8))
            {
                deployment = deployment with { Id = json.Text() };
            }
            else if (json.Is("status"u8))
            {
                deployment = deployment with { Status = json.Text() };
            }
            else if (json.Is("rolloutState"u8))
            {
                deployment = deployment with { RolloutState = json.Text() };
            }
            else if (json.Is("failedTasks"u8))
            {
                deployment = deployment with { FailedTasks = json.Integer() };
            }
            else if (json.Is("createdAt"u8))
            {
                deployment = deployment with { CreatedAt = json.Time() };
            }
            else
            {
                json.Skip();
            }
        }

        return deployment;
    }
}

/// <summary>The events of a service, of which the API gives the last 100.</summary>
internal static class ServiceEvents
{
    /// <summary>
    /// The end of the message, <c>(service NAME) has reached a steady state.</c>
    /// <see href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"/>
    /// </summary>
    private const string SteadyState = "has reached a steady state.";

    /// <summary>When the service last was in a steady state, as the list <c>events</c> says; null when it does not.</summary>
    public static DateTimeOffset? LastSteadyState(ref ApiJson json)
    {
        DateTimeOffset? last = null;
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            var (createdAt, message) = Read(ref json);
            if (message?.EndsWith(SteadyState, StringComparison.Ordinal) == true && !(createdAt <= last))
            {
                last = createdAt;
            }
        }

        return last;
    }

    private static (DateTimeOffset? CreatedAt, string? Message) Read(ref ApiJson json)
    {
        DateTimeOffset? createdAt = null;
        string? message = null;
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("createdAt"u8))
            {
                createdAt = json.Time();
            }
            else if (json.Is("message"u8))
            {
                message = json.Text();
            }
            else
            {
                json.Skip();
            }
        }

        return (createdAt, message);
    }
}
