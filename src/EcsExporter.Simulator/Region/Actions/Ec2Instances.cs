// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Text;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>
/// Answers DescribeInstances of the EC2 API: the parameters are a form, the answer is XML. Source: Amazon EC2 API Reference, DescribeInstances.
/// </summary>
internal static class Ec2Instances
{
    public const string Action = "DescribeInstances";

    private const string Namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private const int LeastResults = 5;
    private const int MostResults = 1000;

    public static ReadOnlyMemory<byte> Describe(RegionModel region, IReadOnlyDictionary<string, string> form, string requestId)
    {
        List<RegionInstance> known = [];
        foreach (var cluster in region.Clusters)
        {
            foreach (var instance in cluster.Instances)
            {
                if (instance.Declaration.LaunchType != LaunchType.External)
                {
                    known.Add(instance);
                }
            }
        }

        var wanted = Numbered(form, "InstanceId");
        foreach (var id in wanted)
        {
            _ = id.StartsWith("i-", StringComparison.Ordinal) ? id : throw new ApiError("InvalidInstanceID.Malformed", $"Invalid id: \"{id}\"");
            _ = known.Find(instance => instance.Ec2InstanceId == id)
                ?? throw new ApiError("InvalidInstanceID.NotFound", $"The instance ID '{id}' does not exist");
        }

        var filtered = Filtered(form, wanted.Count == 0 ? known : known.FindAll(instance => wanted.Contains(instance.Ec2InstanceId)));
        filtered.Sort(static (left, right) => string.CompareOrdinal(left.Ec2InstanceId, right.Ec2InstanceId));
        var (page, next) = Page(form, wanted, filtered);
        return Encoding.UTF8.GetBytes(Render(region, page, next, requestId));
    }

    /// <summary>An error in the XML format of the EC2 API.</summary>
    public static ReadOnlyMemory<byte> Error(ApiError error, string requestId) => Encoding.UTF8.GetBytes(
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Response><Errors><Error><Code>{error.Code}</Code><Message>{WebUtility.HtmlEncode(error.Message)}</Message></Error></Errors>
        <RequestID>{requestId}</RequestID></Response>
        """);

    private static List<RegionInstance> Filtered(IReadOnlyDictionary<string, string> form, List<RegionInstance> instances)
    {
        for (var number = 1; form.TryGetValue($"Filter.{number}.Name", out var name); number++)
        {
            var values = Numbered(form, $"Filter.{number}.Value");
            instances = name switch
            {
                "instance-id" => instances.FindAll(instance => values.Contains(instance.Ec2InstanceId)),
                "instance-state-name" => values.Contains("running") ? instances : [],
                "private-ip-address" => instances.FindAll(instance => values.Contains(instance.PrivateAddress)),
                _ => throw new ApiError("InvalidParameterValue", $"The filter '{name}' is invalid"),
            };
        }

        return instances;
    }

    private static (List<RegionInstance> Page, string? Next) Page(
        IReadOnlyDictionary<string, string> form, List<string> wanted, List<RegionInstance> instances)
    {
        var results = MostResults;
        if (form.TryGetValue("MaxResults", out var text))
        {
            if (wanted.Count > 0)
            {
                throw new ApiError("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults");
            }

            if (!int.TryParse(text, CultureInfo.InvariantCulture, out results) || results is < LeastResults or > MostResults)
            {
                throw new ApiError("InvalidParameterValue", $"Value ( {text} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.");
            }
        }

        var after = form.TryGetValue("NextToken", out var token) ? token : "";
        var rest = instances.FindAll(instance => string.CompareOrdinal(instance.Ec2InstanceId, after) > 0);
        return (rest[..Math.Min(results, rest.Count)], rest.Count > results ? rest[results - 1].Ec2InstanceId : null);
    }

    private static List<string> Numbered(IReadOnlyDictionary<string, string> form, string name)
    {
        List<string> values = [];
        while (form.TryGetValue($"{name}.{values.Count + 1}", out var value))
        {
            values.Add(value);
        }

        return values;
    }

    private static string Render(RegionModel region, List<RegionInstance> page, string? next, string requestId)
    {
        StringBuilder xml = new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        _ = xml.Append(CultureInfo.InvariantCulture, $"<DescribeInstancesResponse xmlns=\"{Namespace}\"><requestId>{requestId}</requestId><reservationSet>\n");
        foreach (var instance in page)
        {
            _ = xml.Append(
                CultureInfo.InvariantCulture,
                $"""
                <item><reservationId>r-{region.Identifier("reservation/" + instance.Id, 17)}</reservationId><ownerId>{region.Account}</ownerId><groupSet/>
                <instancesSet>
                <item><instanceId>{instance.Ec2InstanceId}</instanceId><imageId>ami-{region.Identifier("image", 17)}</imageId>
                <instanceState><code>16</code><name>running</name></instanceState>
                <privateDnsName>ip-{instance.PrivateAddress.Replace('.', '-')}.{region.Name}.compute.internal</privateDnsName>
                <instanceType>{instance.Declaration.InstanceType}</instanceType><placement><availabilityZone>{region.Name}a</availabilityZone></placement>
                <launchTime>{instance.RegisteredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}</launchTime>
                <privateIpAddress>{instance.PrivateAddress}</privateIpAddress><architecture>x86_64</architecture>
                <networkInterfaceSet><item><networkInterfaceId>eni-{region.Identifier("primary/" + instance.Id, 17)}</networkInterfaceId>
                <privateIpAddress>{instance.PrivateAddress}</privateIpAddress></item></networkInterfaceSet></item>
                </instancesSet></item>

                """);
        }

        _ = xml.Append("</reservationSet>");
        _ = next is null ? xml : xml.Append(CultureInfo.InvariantCulture, $"<nextToken>{next}</nextToken>");
        return xml.Append("</DescribeInstancesResponse>").ToString();
    }
}
