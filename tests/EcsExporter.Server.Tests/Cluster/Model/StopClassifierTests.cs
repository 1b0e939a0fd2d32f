// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Server.Tests.Cluster.Model;

public sealed class StopClassifierTests
{
    /// <summary>Stop code, reason of the task, reason of a container, label. <see cref="StopRule"/> names the pages that document them.</summary>
    public static TheoryData<string?, string?, string?, string> Documented => new()
    {
        { "EssentialContainerExited", "Essential container in task exited", "OutOfMemoryError: Container killed due to memory usage", "out_of_memory" },
        { null, "OutOfMemoryError: container killed due to memory usage", null, "out_of_memory" },
        { "TaskFailedToStart", "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref", null, "cannot_pull_image" },
        { "TaskFailedToStart", "Task failed to start", "CannotPullContainerError: Error response from daemon: toomanyrequests", "cannot_pull_image" },
        { "TaskFailedToStart", "CannotPullImageManifestError: Error response from daemon: Get https://registry", null, "cannot_pull_image" },
        { "TaskFailedToStart", "ResourceInitializationError: unable to pull secrets or registry auth", null, "resource_initialization" },
        { "TaskFailedToStart", "Task failed to start", "ResourceInitializationError: failed to create new container runtime task", "resource_initialization" },
        { "TaskFailedToStart", "Timeout waiting for network interface provisioning to complete.", null, "resource_initialization" },
        { "TaskFailedToStart", "Timeout waiting for EphemeralStorage provisioning to complete.", null, "resource_initialization" },
        { "TaskFailedToStart", "Unexpected EC2 error while attempting to Create Network Interface in subnet", null, "resource_initialization" },
        { "TaskFailedToStart", "Task failed to start", "CannotCreateVolumeError: Get plugins: volume driver not found", "resource_initialization" },
        { "TaskFailedToStart", "CannotStartContainerError: failed to get container status", null, "cannot_start" },
        { "TaskFailedToStart", "Task failed to start", "CannotCreateContainerError: API error (400)", "cannot_start" },
        { "TaskFailedToStart", "Task failed to start", "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s", "cannot_start" },
        { null, "Task failed to start", "CannotInspectContainerError: Could not transition to inspecting", "cannot_start" },
        { "TaskFailedToStart", "ContainerRuntimeError: failed to create container runtime task", null, "cannot_start" },
        { "TaskFailedToStart", "A text that nobody knows", null, "cannot_start" },
        { "ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:…)", null, "health_check" },
        { "ServiceSchedulerInitiated", "Task failed container health checks", null, "health_check" },
        { null, "service web (instance i-0) (port 80) is unhealthy in target-group web due to (reason Health checks failed)", null, "health_check" },
        {
            "ServiceSchedulerInitiated", "ECS is performing maintenance on the underlying infrastructure hosting the task", null,
            "infrastructure_health"
        },
        { "EssentialContainerExited", "Essential container in task exited", null, "essential_exit" },
        { null, "Essential container in task exited", null, "essential_exit" },
        { "EssentialContainerExited", null, "exit code 1", "essential_exit" },
        { "SpotInterruption", "Your Spot Task was interrupted.", null, "spot_interruption" },
        { "TerminationNotice", "Your Spot Task was interrupted.", null, "spot_interruption" },
        { "SpotInterruption", null, null, "spot_interruption" },
        { "TerminationNotice", "Host EC2 (instance i-0abc) terminated.", null, "host_terminated" },
        { null, "Host EC2 (instance i-0abc) stopped.", null, "host_terminated" },
        { "UserInitiated", "Container instance deregistration forced by user", null, "host_terminated" },
        { "TerminationNotice", null, null, "host_terminated" },
        { "ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1234567890123456789)", null, "scaling" },
        { "UserInitiated", "Task stopped by user", null, "user" },
        { null, "Task stopped by user", null, "user" },
        { "ServiceSchedulerInitiated", "Something new", null, "other" },
        { "SomethingNew", "Something new", null, "other" },
        { null, null, null, "other" },

        // A user who stops a task may give any text as the reason.
        { "UserInitiated", "CannotPullContainerError, said a user", "OutOfMemoryError: long ago", "user" },

        // The earlier kill of a container is not the reason for scaling in its task.
        { "ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1)", "OutOfMemoryError: Container killed", "scaling" },
    };

    public static TheoryData<string> Causes => [.. StopCauses.All.Select(static cause => cause.Name)];

    [Theory]
    [MemberData(nameof(Documented))]
    public void Classify_TextOfAws_IsTheReason(string? code, string? reason, string? container, string label) =>
        Assert.Equal(label, StopClassifier.Classify(Task(code, reason, container), service: null).Label());

    [Theory]
    [MemberData(nameof(Causes))]
    public void Classify_CauseOfTheSimulator_IsTheReasonThatItStandsFor(string name)
    {
        var cause = StopCauses.Find(name);
        var service = Service("ecs-svc/new", createdAt: 100);
        var startedBy = name == "deployment" ? "ecs-svc/old" : "ecs-svc/new";
        var task = Task(cause.StopCode, cause.StoppedReason, cause.ContainerReason, startedBy, stoppingAt: 200);
        Assert.Equal(cause.Reason, StopClassifier.Classify(task, service).Label());
    }

    [Theory]
    [InlineData("ecs-svc/old", 100, 200, "deployment")] // a newer deployment was primary when the task was told to stop
    [InlineData("ecs-svc/old", 200, 100, "scaling")] // the newer deployment came later
    [InlineData("ecs-svc/new", 100, 200, "scaling")] // a task of the primary deployment
    [InlineData(null, 100, 200, "scaling")] // the deployment is not known
    public void Classify_ScalingActivity_DependsOnTheDeployments(string? startedBy, int primarySince, int stoppingAt, string label) =>
        Assert.Equal(
            label,
            StopClassifier.Classify(
                Task("ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/old)", null, startedBy, stoppingAt),
                Service("ecs-svc/new", primarySince)).Label());

    [Fact]
    public void All_EachReason_HasARuleOrIsDerivedAndEachRuleHasASource()
    {
        var ruled = StopRule.All.Select(static rule => rule.Reason).Append(StopReason.Deployment).ToHashSet();
        Assert.Equal(Enum.GetValues<StopReason>().ToHashSet(), ruled);
        Assert.All(StopRule.All, static rule => Assert.NotEmpty(rule.Source));
        Assert.All(StopRule.All, static rule => Assert.True(rule.StopCode is not null || rule.Text is not null));
    }

    private static EcsTask Task(string? code, string? reason, string? container, string? startedBy = null, int? stoppingAt = null)
    {
        var fields = new List<string> { "\"taskArn\":\"arn:aws:ecs:r:1:task/c/1\"" };
        Add("stopCode", code);
        Add("stoppedReason", reason);
        Add("startedBy", startedBy);
        if (stoppingAt is { } seconds)
        {
            fields.Add($"\"stoppingAt\":{seconds}");
        }

        fields.Add($"\"containers\":[{{\"name\":\"app\",\"reason\":{JsonSerializer.Serialize(container)}}}]");
        var json = new ApiJson(Encoding.UTF8.GetBytes($"{{{string.Join(',', fields)}}}"), new TextPool());
        return EcsTask.Read(ref json)!;

        void Add(string name, string? value) => fields.Add($"\"{name}\":{JsonSerializer.Serialize(value)}");
    }

    private static EcsService Service(string primary, int createdAt)
    {
        var text = $$"""
            {"serviceArn":"arn:aws:ecs:r:1:service/c/web","serviceName":"web",
             "deployments":[{"id":"{{primary}}","status":"PRIMARY","createdAt":{{createdAt}}},{"id":"ecs-svc/old","status":"ACTIVE","createdAt":1}]}
            """;
        var json = new ApiJson(Encoding.UTF8.GetBytes(text), new TextPool());
        return EcsService.Read(ref json)!;
    }
}
