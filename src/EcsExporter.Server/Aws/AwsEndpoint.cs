// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws;

/// <summary>What a signature for an AWS host has to name.</summary>
/// <param name="Service">The name for signatures.</param>
/// <param name="Region">The region.</param>
internal readonly record struct AwsEndpoint(string Service, string Region)
{
    /// <summary>
    /// The host names' beginnings and the services they stand for. Metrics for Amazon Managed Service for Prometheus go to <c>aps-workspaces</c>;
    /// <c>aps</c> manages workspaces.
    /// <see href="https://docs.aws.amazon.com/general/latest/gr/prometheus-service.html"/>,
    /// <see href="https://docs.aws.amazon.com/general/latest/gr/cw_region.html"/>
    /// </summary>
    private static readonly (string Prefix, string Service)[] Services =
    [
        ("aps-workspaces", "aps"),
        ("aps-workspaces-fips", "aps"),
        ("monitoring", "monitoring"),
        ("monitoring-fips", "monitoring"),
    ];

    /// <summary>
    /// Domains of the partitions aws, aws-us-gov, aws-cn and aws-eusc, for IPv4 and for both versions of IP (<c>partitions</c> in botocore's
    /// endpoints.json: dnsSuffix).
    /// </summary>
    private static readonly string[] Domains =
    [
        ".amazonaws.com", ".api.aws", ".amazonaws.com.cn", ".api.amazonwebservices.com.cn", ".amazonaws.eu", ".api.amazonwebservices.eu",
    ];

    /// <summary>
    /// What the host of an address stands for; null when it is none of Amazon Managed Service for Prometheus or CloudWatch. The shapes are
    /// <c>SERVICE.REGION.DOMAIN</c>, and <c>vpce-ID.SERVICE.REGION.vpce.DOMAIN</c> for an interface endpoint in a VPC
    /// (<see href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html"/>).
    /// </summary>
    /// <param name="host">As <see cref="Uri.IdnHost"/> has it; a dot at the end does not matter.</param>
    public static AwsEndpoint? Of(string host)
    {
        var name = host.ToLowerInvariant();
        name = name.EndsWith('.') ? name[..^1] : name;
        foreach (var domain in Domains)
        {
            if (name.EndsWith(domain, StringComparison.Ordinal))
            {
                return Of(name[..^domain.Length].Split('.'));
            }
        }

        return null;
    }

    private static AwsEndpoint? Of(string[] labels)
    {
        var (prefix, region) = labels switch
        {
            [var first, var second] => (first, second),
            [['v', 'p', 'c', 'e', '-', ..], var second, var third, "vpce"] => (second, third),
            _ => ("", ""),
        };
        foreach (var service in Services)
        {
            if (service.Prefix == prefix && AwsRegion.IsRegion(region))
            {
                return new AwsEndpoint(service.Service, region);
            }
        }

        return null;
    }
}
