// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>Where the APIs of a region answer.</summary>
/// <param name="region">The region, for signatures.</param>
/// <param name="ecs">The address of the ECS API.</param>
/// <param name="ec2">The address of the EC2 API.</param>
internal sealed class ApiEndpoints(string region, Uri ecs, Uri ec2)
{
    public string Region => region;

    /// <summary>The endpoints of a region.</summary>
    /// <param name="region">Such as <c>eu-west-1</c>.</param>
    /// <param name="ecs">Takes the place of the ECS API's own address; null for that one.</param>
    /// <param name="ec2">Takes the place of the EC2 API's own address; null for that one.</param>
    public static ApiEndpoints Of(string region, Uri? ecs, Uri? ec2)
    {
        var domain = DomainOf(region);
        return new ApiEndpoints(region, ecs ?? new Uri($"https://ecs.{region}.{domain}/"), ec2 ?? new Uri($"https://ec2.{region}.{domain}/"));
    }

    /// <summary>The address of an API.</summary>
    public Uri Of(ApiService service) => service switch
    {
        ApiService.Ecs => ecs,
        ApiService.Ec2 => ec2,
    };

    /// <summary>
    /// The domain of the region's partition. Regions outside of the partition aws have beginnings of their own (botocore's endpoints.json: regionRegex,
    /// dnsSuffix).
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
