// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>Holds the network interface of a task in awsvpc mode.</summary>
internal sealed class TaskInterface
{
    /// <summary>The private IPv4 address; null for an IPv6-only task.</summary>
    public string? PrivateIPv4 { get; private set; }

    /// <summary>The IPv6 address; null if there is none.</summary>
    public string? IPv6 { get; private set; }

    /// <summary>The subnet of the interface.</summary>
    public string? SubnetId { get; private set; }

    /// <summary>Fills the missing values from another description of the same interface.</summary>
    public TaskInterface WithMissingOf(TaskInterface other)
    {
        PrivateIPv4 ??= other.PrivateIPv4;
        IPv6 ??= other.IPv6;
        SubnetId ??= other.SubnetId;
        return this;
    }

    /// <summary>Parses a container's <c>networkInterfaces</c>. Returns the first one; null when there is none.</summary>
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

    /// <summary>Parses a task's <c>attachments</c>. Returns the first network interface; null when there is none.</summary>
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
    /// Parses pairs of name and value.
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
