// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds a deployment of a service, or a task set.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html"/>
/// </summary>
internal sealed class EcsDeployment
{
    /// <summary>The ID, such as <c>ecs-svc/1234567890123456789</c>. The deployment's tasks have it as <c>startedBy</c>.</summary>
    public string? Id { get; private set; }

    /// <summary>PRIMARY, ACTIVE or INACTIVE.</summary>
    public string? Status { get; private set; }

    /// <summary>COMPLETED, IN_PROGRESS or FAILED; null for a task set.</summary>
    public string? RolloutState { get; private set; }

    /// <summary>Consecutive tasks that did not reach a running state.</summary>
    public long? FailedTasks { get; private set; }

    /// <summary>When the deployment began.</summary>
    public DateTimeOffset? CreatedAt { get; private set; }

    /// <summary>Parses an element of a service's <c>deployments</c> or <c>taskSets</c>.</summary>
    public static EcsDeployment Read(ref ApiJson json)
    {
        var deployment = new EcsDeployment();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("id"u8))
            {
                deployment.Id = json.Text();
            }
            else if (json.Is("status"u8))
            {
                deployment.Status = json.Text();
            }
            else if (json.Is("rolloutState"u8))
            {
                deployment.RolloutState = json.Text();
            }
            else if (json.Is("failedTasks"u8))
            {
                deployment.FailedTasks = json.Integer();
            }
            else if (json.Is("createdAt"u8))
            {
                deployment.CreatedAt = json.Time();
            }
            else
            {
                json.Skip();
            }
        }

        return deployment;
    }
}

/// <summary>Parses the events of a service. The API returns the last 100.</summary>
internal static class ServiceEvents
{
    /// <summary>
    /// The end of the message, <c>(service NAME) has reached a steady state.</c>
    /// <see href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html"/>
    /// </summary>
    private const string SteadyState = "has reached a steady state.";

    /// <summary>Returns the time of the last steady state in <c>events</c>; null if no event reports one.</summary>
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
