// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>The network interface that a task has in awsvpc mode.</summary>
internal sealed class TaskInterface
{
    /// <summary>Its private IPv4 address; null for a task with IPv6 alone.</summary>
    public string? PrivateIPv4 { get; private set; }

    /// <summary>Its IPv6 address, if it has one.</summary>
    public string? IPv6 { get; private set; }

    /// <summary>The subnet that it is in.</summary>
    public string? SubnetId { get; private set; }

    /// <summary>Adds what another description of the same interface has and this one lacks.</summary>
    public TaskInterface WithMissingOf(TaskInterface other)
    {
        PrivateIPv4 ??= other.PrivateIPv4;
        IPv6 ??= other.IPv6;
        SubnetId ??= other.SubnetId;
        return this;
    }

    /// <summary>Reads the list <c>networkInterfaces</c> of a container; null when it is empty.</summary>
    public static TaskInterface? ReadFirst(ref ApiJson json)
    {
        TaskInterface? first = null;
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            var found = new TaskInterface();
            var isObject = json.BeginObject();
            while (isObject && json.NextProperty())
            {
                if (json.Is("privateIpv4Address"u8))
                {
                    found.PrivateIPv4 = json.Text();
                }
                else if (json.Is("ipv6Address"u8))
                {
                    found.IPv6 = json.Text();
                }
                else
                {
                    json.Skip();
                }
            }

            first ??= found;
        }

        return first;
    }

    /// <summary>Reads the list <c>attachments</c> of a task; null when no network interface is among them.</summary>
    public static TaskInterface? ReadAttachments(ref ApiJson json)
    {
        TaskInterface? first = null;
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            var isInterface = false;
            var details = new TaskInterface();
            var isObject = json.BeginObject();
            while (isObject && json.NextProperty())
            {
                if (json.Is("type"u8))
                {
                    isInterface = json.Text() == "ElasticNetworkInterface";
                }
                else if (json.Is("details"u8))
                {
                    details = ReadDetails(ref json);
                }
                else
                {
                    json.Skip();
                }
            }

            first ??= isInterface ? details : null;
        }

        return first;
    }

    /// <summary>
    /// Reads pairs of name and value.
    /// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attachment.html"/>
    /// </summary>
    private static TaskInterface ReadDetails(ref ApiJson json)
    {
        var details = new TaskInterface();
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            string? name = null, value = null;
            var isObject = json.BeginObject();
            while (isObject && json.NextProperty())
            {
                if (json.Is("name"u8))
                {
                    name = json.Text();
                }
                else if (json.Is("value"u8))
                {
                    value = json.Text();
                }
                else
                {
                    json.Skip();
                }
            }

            switch (name)
            {
                case "privateIPv4Address":
                    details.PrivateIPv4 = value;
                    break;
                case "subnetId":
                    details.SubnetId = value;
                    break;
            }
        }

        return details;
    }
}
