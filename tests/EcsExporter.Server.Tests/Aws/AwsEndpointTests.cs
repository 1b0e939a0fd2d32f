// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;

namespace EcsExporter.Server.Tests.Aws;

public sealed class AwsEndpointTests
{
    [Theory]
    [InlineData("aps-workspaces.eu-west-1.amazonaws.com", "aps", "eu-west-1")]
    [InlineData("aps-workspaces.us-gov-west-1.amazonaws.com", "aps", "us-gov-west-1")]
    [InlineData("aps-workspaces-fips.us-east-1.amazonaws.com", "aps", "us-east-1")]
    [InlineData("aps-workspaces.eu-west-1.api.aws", "aps", "eu-west-1")]
    [InlineData("aps-workspaces-fips.us-west-2.api.aws", "aps", "us-west-2")]
    [InlineData("aps-workspaces.cn-north-1.amazonaws.com.cn", "aps", "cn-north-1")]
    [InlineData("vpce-0123456789abcdef0-abcdefgh.aps-workspaces.eu-west-1.vpce.amazonaws.com", "aps", "eu-west-1")]
    [InlineData("vpce-0123456789abcdef0-abcdefgh-us-east-1a.aps-workspaces-fips.us-east-1.vpce.amazonaws.com", "aps", "us-east-1")]
    [InlineData("monitoring.eu-central-1.amazonaws.com", "monitoring", "eu-central-1")]
    [InlineData("monitoring-fips.us-east-2.amazonaws.com", "monitoring", "us-east-2")]
    [InlineData("monitoring.ap-southeast-3.api.aws", "monitoring", "ap-southeast-3")]
    [InlineData("monitoring-fips.us-east-1.api.aws", "monitoring", "us-east-1")]
    [InlineData("monitoring.cn-northwest-1.amazonaws.com.cn", "monitoring", "cn-northwest-1")]
    [InlineData("monitoring.cn-north-1.api.amazonwebservices.com.cn", "monitoring", "cn-north-1")]
    [InlineData("monitoring.eusc-de-east-1.amazonaws.eu", "monitoring", "eusc-de-east-1")]
    [InlineData("monitoring.eusc-de-east-1.api.amazonwebservices.eu", "monitoring", "eusc-de-east-1")]
    [InlineData("vpce-0123456789abcdef0-abcdefgh.monitoring.eu-west-1.vpce.amazonaws.com", "monitoring", "eu-west-1")]
    [InlineData("vpce-0123456789abcdef0-abcdefgh.monitoring.cn-north-1.vpce.amazonaws.com.cn", "monitoring", "cn-north-1")]
    [InlineData("Monitoring.EU-West-1.AmazonAWS.com", "monitoring", "eu-west-1")]
    [InlineData("monitoring.eu-west-1.amazonaws.com.", "monitoring", "eu-west-1")]
    public void Of_HostOfAws_IsItsServiceAndRegion(string host, string service, string region) =>
        Assert.Equal(new AwsEndpoint(service, region), AwsEndpoint.Of(host));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("localhost")]
    [InlineData("169.254.170.2")]
    [InlineData("prometheus.example.org")]
    [InlineData("amazonaws.com")]
    [InlineData("eu-west-1.amazonaws.com")]
    [InlineData("monitoring.amazonaws.com")]
    [InlineData("monitoring.eu-west-1.amazonaws.com.example.org")]
    [InlineData("monitoring.eu-west-1.xamazonaws.com")]
    [InlineData("monitoring.eu-west-1.amazonaws.com.cn.example.org")]
    [InlineData("monitoring.eu-west-1.evil.amazonaws.com")]
    [InlineData("evil.monitoring.eu-west-1.amazonaws.com")]
    [InlineData("vpce-1.evil.monitoring.eu-west-1.vpce.amazonaws.com")]
    [InlineData("vpce-1.monitoring.eu-west-1.amazonaws.com")]
    [InlineData("x.monitoring.eu-west-1.vpce.amazonaws.com")]
    [InlineData("monitoring.eu-west-1.vpce.amazonaws.com")]
    [InlineData("monitoring.bucket.amazonaws.com")]
    [InlineData("monitoring..amazonaws.com")]
    [InlineData("my-monitoring.eu-west-1.amazonaws.com")]
    [InlineData("aps.eu-west-1.amazonaws.com")]
    [InlineData("ecs.eu-west-1.amazonaws.com")]
    [InlineData("logs.eu-west-1.amazonaws.com")]
    [InlineData("xray.eu-west-1.api.aws")]
    public void Of_OtherHost_IsNone(string host) => Assert.Null(AwsEndpoint.Of(host));
}
