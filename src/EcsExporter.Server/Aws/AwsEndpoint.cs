// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws;

/// <summary>Holds the service and the region that a signature for an AWS host names.</summary>
/// <param name="Service">The service's name in signatures, such as <c>aps</c>.</param>
/// <param name="Region">The region, such as <c>eu-west-1</c>.</param>
internal readonly record struct AwsEndpoint(string Service, string Region)
{
    /// <summary>
    /// The first labels of the host names, and the service that each names. Amazon Managed Service for Prometheus receives metrics at
    /// <c>aps-workspaces</c>; the host <c>aps</c> manages workspaces.
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
    /// The domains of the partitions aws, aws-us-gov, aws-cn and aws-eusc, for IPv4 only and for dual stack (<c>dnsSuffix</c> under <c>partitions</c>
    /// in botocore's endpoints.json).
    /// </summary>
    private static readonly string[] Domains =
    [
        ".amazonaws.com", ".api.aws", ".amazonaws.com.cn", ".api.amazonwebservices.com.cn", ".amazonaws.eu", ".api.amazonwebservices.eu",
    ];

    /// <summary>
    /// Parses a host name. Returns null unless it belongs to Amazon Managed Service for Prometheus or CloudWatch. The shapes are
    /// <c>SERVICE.REGION.DOMAIN</c>, and <c>vpce-ID.SERVICE.REGION.vpce.DOMAIN</c> for an interface endpoint in a VPC
    /// (<see href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html"/>).
    /// </summary>
    /// <param name="host">The host as in <see cref="Uri.IdnHost"/>, with or without a dot at the end.</param>
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
