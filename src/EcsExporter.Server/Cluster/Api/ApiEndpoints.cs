// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>Holds the addresses of the APIs of a region.</summary>
/// <param name="region">The region, for signatures.</param>
/// <param name="ecs">The address of the ECS API.</param>
/// <param name="ec2">The address of the EC2 API.</param>
internal sealed class ApiEndpoints(string region, Uri ecs, Uri ec2)
{
    public string Region => region;

    /// <summary>Returns the endpoints of a region.</summary>
    /// <param name="region">The region, such as <c>eu-west-1</c>.</param>
    /// <param name="ecs">Overrides the address of the ECS API; null for AWS's own.</param>
    /// <param name="ec2">Overrides the address of the EC2 API; null for AWS's own.</param>
    public static ApiEndpoints Of(string region, Uri? ecs, Uri? ec2)
    {
        var domain = DomainOf(region);
        return new ApiEndpoints(region, ecs ?? new Uri($"https://ecs.{region}.{domain}/"), ec2 ?? new Uri($"https://ec2.{region}.{domain}/"));
    }

    /// <summary>Returns the address of an API.</summary>
    public Uri Of(ApiService service) => service switch
    {
        ApiService.Ecs => ecs,
        ApiService.Ec2 => ec2,
    };

    /// <summary>
    /// Returns the domain of the region's partition. Outside of the partition aws, the first part of the region names the partition
    /// (<c>regionRegex</c> and <c>dnsSuffix</c> in botocore's endpoints.json).
    /// </summary>
    private static string DomainOf(string region)
    {
        return region switch
        {
            _ when Begins("cn-") => "amazonaws.com.cn",
            _ when Begins("eusc-") => "amazonaws.eu",
            _ when Begins("us-iso-") => "c2s.ic.gov",
            _ when Begins("us-isob-") => "sc2s.sgov.gov",
            _ when Begins("us-isof-") => "csp.hci.ic.gov",
            _ when Begins("eu-isoe-") => "cloud.adc-e.uk",
            _ => "amazonaws.com",
        };

        bool Begins(string text) => region.StartsWith(text, StringComparison.Ordinal);
    }
}
