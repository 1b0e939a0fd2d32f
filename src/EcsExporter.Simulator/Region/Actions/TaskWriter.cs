// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>Writes a task as DescribeTasks does.</summary>
internal sealed class TaskWriter(ActionCall call, RegionTask task)
{
    private readonly Utf8JsonWriter _json = call.Json;
    private readonly string _status = task.LastStatusAt(call.Now);
    private readonly string _attachmentId = Uuid(task, "attachment");

    public void Write()
    {
        _json.WriteStartObject();
        WriteAttachments();
        _json.WriteEmptyArrays("attributes", "inferenceAccelerators");
        _json.WriteString("availabilityZone", call.Region.Name + "a");
        _json.WriteString("clusterArn", task.Cluster.Arn);
        _json.WriteString("connectivity", "CONNECTED");
        if (task.Instance is { } instance)
        {
            _json.WriteString("containerInstanceArn", instance.Arn);
        }

        _json.WriteStartArray("containers");
        for (var i = 0; i < task.Definition.Containers.Count; i++)
        {
            WriteContainer(task.Definition.Containers[i], first: i == 0);
        }

        _json.WriteEndArray();
        _json.WriteString("cpu", task.Definition.CpuUnits.ToString(CultureInfo.InvariantCulture));
        _json.WriteString("memory", task.Definition.MemoryMebibytes.ToString(CultureInfo.InvariantCulture));
        _json.WriteBoolean("enableExecuteCommand", false);
        _json.WriteString("group", task.Plan.Group);
        _json.WriteString("healthStatus", "UNKNOWN");
        _json.WriteString("lastStatus", _status);
        _json.WriteString("desiredStatus", task.IsWantedAt(call.Now) ? "RUNNING" : "STOPPED");
        WritePlatform();
        WriteTimes();
        if (task.Plan.StartedBy is { } startedBy)
        {
            _json.WriteString("startedBy", startedBy);
        }

        WriteStop();
        _json.WriteTags(task.Plan.Tags, call.IncludesTags);
        _json.WriteString("taskArn", task.Arn);
        _json.WriteString("taskDefinitionArn", call.Region.Arn(task.Definition));
        _json.WriteNumber("version", 3);
        _json.WriteEndObject();
    }

    private void WriteAttachments()
    {
        _json.WriteStartArray("attachments");
        if (task.Definition.NetworkMode == NetworkMode.Awsvpc)
        {
            _json.WriteStartObject();
            _json.WriteString("id", _attachmentId);
            _json.WriteString("type", "ElasticNetworkInterface");
            _json.WriteString("status", _status switch { "PROVISIONING" => "PRECREATED", "STOPPED" => "DELETED", _ => "ATTACHED" });
            _json.WriteStartArray("details");
            _json.WritePair("subnetId", "subnet-" + call.Region.Identifier("subnet", 17));
            if (_status != "PROVISIONING")
            {
                WriteInterface();
            }

            _json.WriteEndArray();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteInterface()
    {
        _json.WritePair("networkInterfaceId", "eni-" + call.Region.Identifier($"eni/{task.Number}", 17));
        var mac = call.Region.Identifier($"mac/{task.Number}", 10);
        _json.WritePair("macAddress", $"0a:{mac[..2]}:{mac[2..4]}:{mac[4..6]}:{mac[6..8]}:{mac[8..]}");
        if (task.PrivateAddress is { } address)
        {
            _json.WritePair("privateDnsName", $"ip-{address.Replace('.', '-')}.{call.Region.Name}.compute.internal");
            _json.WritePair("privateIPv4Address", address);
        }

        if (task.IPv6Address is { } ipv6)
        {
            _json.WritePair("ipv6Address", ipv6);
        }
    }

    private void WriteContainer(RegionContainer container, bool first)
    {
        var stopped = _status == "STOPPED";
        _json.WriteStartObject();
        _json.WriteString("containerArn", call.Region.Arn("container", $"{task.Cluster.Name}/{task.Id}/{Uuid(task, container.Name)}"));
        _json.WriteString("taskArn", task.Arn);
        _json.WriteString("name", container.Name);
        _json.WriteString("image", container.Image);
        if (task.StartedAt <= call.Now)
        {
            _json.WriteString("runtimeId", call.Region.Identifier($"runtime/{task.Number}/{container.Name}", 64));
        }

        _json.WriteString("lastStatus", stopped ? "STOPPED" : task.StartedAt <= call.Now ? "RUNNING" : "PENDING");
        if (stopped && task.Cause?.ExitCode is { } exitCode)
        {
            // The other containers, such as the exporter, end normally when the task stops.
            _json.WriteNumber("exitCode", first ? exitCode : 0);
        }

        if (first && !task.IsWantedAt(call.Now) && task.Cause?.ContainerReason is { } reason)
        {
            _json.WriteString("reason", reason);
        }

        WriteNetworkBindings(container);
        WriteNetworkInterfaces();
        _json.WriteString("healthStatus", "UNKNOWN");
        _json.WriteString("cpu", "0");
        _json.WriteEndObject();
    }

    // Docker binds each port for IPv4 and for IPv6, so each port is listed twice.
    private void WriteNetworkBindings(RegionContainer container)
    {
        _json.WriteStartArray("networkBindings");
        foreach (var port in task.StartedAt <= call.Now ? container.Ports : [])
        {
            foreach (var address in task.HostPort(container.Name, port) is null ? [] : new[] { "0.0.0.0", "::" })
            {
                _json.WriteStartObject();
                _json.WriteString("bindIP", address);
                _json.WriteNumber("containerPort", port);
                _json.WriteNumber("hostPort", task.HostPort(container.Name, port)!.Value);
                _json.WriteString("protocol", "tcp");
                _json.WriteEndObject();
            }
        }

        _json.WriteEndArray();
    }

    private void WriteNetworkInterfaces()
    {
        _json.WriteStartArray("networkInterfaces");
        if (task.Definition.NetworkMode == NetworkMode.Awsvpc && _status is not ("PROVISIONING" or "STOPPED"))
        {
            _json.WriteStartObject();
            _json.WriteString("attachmentId", _attachmentId);
            if (task.PrivateAddress is { } address)
            {
                _json.WriteString("privateIpv4Address", address);
            }

            if (task.IPv6Address is { } ipv6)
            {
                _json.WriteString("ipv6Address", ipv6);
            }

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WritePlatform()
    {
        _json.WriteString("launchType", task.Plan.LaunchType.Text());
        if (task.Plan.LaunchType == LaunchType.Fargate)
        {
            _json.WriteString("platformVersion", "1.4.0");
            _json.WriteString("platformFamily", "Linux");
        }

        _json.WriteStartObject("overrides");
        _json.WriteStartArray("containerOverrides");
        foreach (var container in task.Definition.Containers)
        {
            _json.WritePair(container.Name, null);
        }

        _json.WriteEndArray();
        _json.WriteEmptyArrays("inferenceAcceleratorOverrides");
        _json.WriteEndObject();
    }

    private void WriteTimes()
    {
        WritePast("createdAt", task.CreatedAt);
        WritePast("connectivityAt", task.CreatedAt + (RegionTask.StartDuration / 3));
        WritePast("pullStartedAt", task.CreatedAt + (RegionTask.StartDuration / 2));
        WritePast("pullStoppedAt", task.StartedAt);
        WritePast("startedAt", task.StartedAt);
        WritePast("stoppingAt", task.StoppingAt);
        WritePast("executionStoppedAt", task.StoppedAt);
        WritePast("stoppedAt", task.StoppedAt);
    }

    private void WritePast(string name, DateTimeOffset? instant)
    {
        if (instant <= call.Now)
        {
            _json.WriteTime(name, instant.Value);
        }
    }

    private void WriteStop()
    {
        if (task.Cause is { } cause && !task.IsWantedAt(call.Now))
        {
            _json.WriteString("stopCode", cause.StopCode);
            _json.WriteString("stoppedReason", cause.StoppedReason
                .Replace("{deployment}", task.Plan.StartedBy, StringComparison.Ordinal)
                .Replace("{service}", task.Plan.Group.Replace("service:", "", StringComparison.Ordinal), StringComparison.Ordinal)
                .Replace("{instance}", task.Instance?.Ec2InstanceId, StringComparison.Ordinal));
        }
    }

    private static string Uuid(RegionTask task, string key)
    {
        var id = task.Cluster.Region.Identifier($"{key}/{task.Number}", 32);
        return $"{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..]}";
    }
}
