// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>
/// Builds the labels of targets. The names are the same as in Prometheus' own ECS discovery (prometheus/prometheus, discovery/aws/ecs.go), so that
/// relabelling rules work with either. The labels with public addresses are omitted. <c>__meta_ecs_container_name</c> and
/// <c>__meta_ecs_container_job</c> do not exist in Prometheus' own discovery.
/// </summary>
/// <param name="region">The region.</param>
internal sealed class TargetLabels(string region)
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    private readonly TagNames _clusterTags = new("__meta_ecs_tag_cluster_");
    private readonly TagNames _serviceTags = new("__meta_ecs_tag_service_");
    private readonly TagNames _taskTags = new("__meta_ecs_tag_task_");
    private readonly TagNames _hostTags = new("__meta_ecs_tag_ec2_");

    /// <summary>Returns the labels of a target; the dictionary is reused by the next call. A value that is not known has no label.</summary>
    public Dictionary<string, string> Of(ScrapeTarget target)
    {
        _labels.Clear();
        AddTask(target.Cluster, target.Task);
        AddPlace(target);
        Add("__meta_ecs_container_name", target.ContainerName);
        Add("__meta_ecs_container_job", target.Request.Job);
        Add("__meta_ecs_region", region);
        Add("__metrics_path__", target.Request.Path);
        Add("__scheme__", target.Request.Scheme);
        Add("__meta_ecs_service", target.Task.ServiceName);
        Add("__meta_ecs_service_arn", target.Service?.Arn);
        Add("__meta_ecs_service_status", target.Service?.Status);
        AddTags(_clusterTags, target.Cluster.Tags);
        AddTags(_serviceTags, target.Service?.Tags ?? []);
        AddTags(_taskTags, target.Task.Tags);
        AddTags(_hostTags, target.Host?.Tags ?? []);
        return _labels;
    }

    /// <summary>Makes a valid label name: every character but letters, digits and underscores becomes an underscore.</summary>
    public static string Sanitize(string key) =>
        string.Create(key.Length, key, static (name, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                name[i] = char.IsAsciiLetterOrDigit(text[i]) ? text[i] : '_';
            }
        });

    private void AddTask(EcsCluster cluster, EcsTask task)
    {
        Add("__meta_ecs_cluster", cluster.Name);
        Add("__meta_ecs_cluster_arn", cluster.Arn);
        Add("__meta_ecs_task_arn", task.Arn);
        Add("__meta_ecs_task_definition", task.TaskDefinitionArn);
        Add("__meta_ecs_task_group", task.Group);
        Add("__meta_ecs_launch_type", task.LaunchType);
        Add("__meta_ecs_last_status", task.LastStatus);
        Add("__meta_ecs_desired_status", task.DesiredStatus);
        Add("__meta_ecs_health_status", task.HealthStatus);
        Add("__meta_ecs_availability_zone", task.AvailabilityZone);
        Add("__meta_ecs_platform_family", task.PlatformFamily);
        Add("__meta_ecs_platform_version", task.PlatformVersion);
    }

    private void AddPlace(ScrapeTarget target)
    {
        Add("__meta_ecs_network_mode", target.Address.NetworkMode);
        Add("__meta_ecs_ip_address", target.Address.Ip);
        Add("__meta_ecs_subnet_id", target.Task.Interface is { } own ? own.SubnetId : target.Host?.SubnetId);
        Add("__meta_ecs_container_instance_arn", target.Task.ContainerInstanceArn);
        Add("__meta_ecs_ec2_instance_id", target.Instance?.Ec2InstanceId);
        Add("__meta_ecs_ec2_instance_type", target.Host?.Type);
        Add("__meta_ecs_ec2_instance_private_ip", target.Host?.PrivateIPv4);
    }

    private void Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _labels[name] = value;
        }
    }

    /// <summary>Adds labels for tags. Keys that become the same name overwrite each other, as in Prometheus' own discovery.</summary>
    private void AddTags(TagNames names, EcsTag[] tags)
    {
        foreach (var tag in tags)
        {
            _labels[names.Of(tag.Key)] = tag.Value;
        }
    }

    /// <summary>Caches the label names of tags, because the same few keys occur thousands of times.</summary>
    private sealed class TagNames(string prefix)
    {
        private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

        public string Of(string key)
        {
            if (!_known.TryGetValue(key, out var name))
            {
                name = _known[key] = prefix + Sanitize(key);
            }

            return name;
        }
    }
}
