// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>Where the APIs of a region answer.</summary>
/// <param name="Region">The region, for signatures.</param>
/// <param name="Ecs">The address of the ECS API.</param>
/// <param name="Ec2">The address of the EC2 API.</param>
internal sealed record ApiEndpoints(string Region, Uri Ecs, Uri Ec2)
{
    /// <summary>
    /// The beginnings of regions outside of the partition aws, and the domain of their partition (botocore's endpoints.json: regionRegex, dnsSuffix).
    /// </summary>
    private static readonly (string Prefix, string Domain)[] Partitions =
    [
        ("cn-", "amazonaws.com.cn"),
        ("eusc-", "amazonaws.eu"),
        ("us-iso-", "c2s.ic.gov"),
        ("us-isob-", "sc2s.sgov.gov"),
        ("us-isof-", "csp.hci.ic.gov"),
        ("eu-isoe-", "cloud.adc-e.uk"),
    ];

    /// <summary>The endpoints of a region.</summary>
    /// <param name="region">Such as <c>eu-west-1</c>.</param>
    /// <param name="ecs">Takes the place of the ECS API's own address; null for that one.</param>
    /// <param name="ec2">Takes the place of the EC2 API's own address; null for that one.</param>
    public static ApiEndpoints Of(string region, Uri? ecs, Uri? ec2)
    {
        var domain = Array.Find(Partitions, partition => region.StartsWith(partition.Prefix, StringComparison.Ordinal)).Domain ?? "amazonaws.com";
        return new ApiEndpoints(region, ecs ?? new Uri($"https://ecs.{region}.{domain}/"), ec2 ?? new Uri($"https://ec2.{region}.{domain}/"));
    }

    /// <summary>The address of an API.</summary>
    public Uri Of(ApiService service) => service switch
    {
        ApiService.Ecs => Ecs,
        ApiService.Ec2 => Ec2,
    };

    /// <summary>An API's name in signatures.</summary>
    public static string SigningName(ApiService service) => service switch
    {
        ApiService.Ecs => "ecs",
        ApiService.Ec2 => "ec2",
    };
}
