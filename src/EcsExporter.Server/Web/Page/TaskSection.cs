// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Web.Page;

/// <summary>Which task this is.</summary>
internal static class TaskSection
{
    private const double BytesPerMebibyte = 1024 * 1024;

    public static void Append(HtmlBuilder page, TaskIdentity identity, TaskMetadataDocument task)
    {
        page.Raw("<section>\n<h2>Task</h2>\n<dl class=\"grid\">\n")
            .Entry("Cluster", identity.ClusterName)
            .Entry("Service", identity.ServiceName)
            .Entry("Family", identity.Revision is null ? identity.Family : $"{identity.Family}:{identity.Revision}")
            .Entry("Status", task.KnownStatus == task.DesiredStatus ? task.KnownStatus : $"{task.KnownStatus}, going to {task.DesiredStatus}")
            .Entry("Launch type", identity.LaunchType)
            .Entry("Availability zone", identity.AvailabilityZone)
            .Entry("Network mode", identity.NetworkMode)
            .Entry("CPU limit", task.CpuLimitVcpus is { } vcpus ? $"{Words.Number(vcpus)}\u00a0vCPU" : null)
            .Entry("Memory limit", task.MemoryLimitMebibytes is { } memory ? Words.Bytes(memory * BytesPerMebibyte) : null)
            .Raw("</dl>\n<dl class=\"grid wide\">\n")
            .Entry("ID", identity.ArnParts.TaskId ?? identity.TaskArn);
        if (task.EphemeralStorageUsedMebibytes is { } used)
        {
            page.Bar("Storage", used * BytesPerMebibyte, task.EphemeralStorageReservedMebibytes * BytesPerMebibyte, Words.Bytes);
        }

        page.Raw("</dl>\n</section>\n");
    }
}
