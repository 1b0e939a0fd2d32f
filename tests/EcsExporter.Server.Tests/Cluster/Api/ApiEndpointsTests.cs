// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;

namespace EcsExporter.Server.Tests.Cluster.Api;

public sealed class ApiEndpointsTests
{
    [Theory]
    [InlineData("eu-central-1", "https://ecs.eu-central-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", "https://ecs.us-gov-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://ecs.cn-north-1.amazonaws.com.cn/")]
    [InlineData("eusc-de-east-1", "https://ecs.eusc-de-east-1.amazonaws.eu/")]
    [InlineData("us-iso-east-1", "https://ecs.us-iso-east-1.c2s.ic.gov/")]
    [InlineData("us-isob-east-1", "https://ecs.us-isob-east-1.sc2s.sgov.gov/")]
    public void Of_Region_HasTheDomainOfItsPartition(string region, string ecs)
    {
        var endpoints = ApiEndpoints.Of(region, null, null);
        Assert.Equal(ecs, endpoints.Of(ApiService.Ecs).ToString());
        Assert.Equal(ecs.Replace("ecs.", "ec2.", StringComparison.Ordinal), endpoints.Of(ApiService.Ec2).ToString());
    }

    [Fact]
    public void Of_GivenAddresses_TakesThem()
    {
        var endpoints = ApiEndpoints.Of("eu-central-1", new Uri("http://127.0.0.1:1/"), new Uri("http://127.0.0.1:2/"));
        Assert.Equal((1, 2), (endpoints.Of(ApiService.Ecs).Port, endpoints.Of(ApiService.Ec2).Port));
    }
}
