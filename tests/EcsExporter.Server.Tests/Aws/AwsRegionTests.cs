// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;

namespace EcsExporter.Server.Tests.Aws;

public sealed class AwsRegionTests
{
    private const string TaskArn = "arn:aws:ecs:eu-west-1:123456789012:task/cluster/0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("us-east-1", TaskArn, "us-east-1")]
    [InlineData("us-east-1", null, "us-east-1")]
    [InlineData(null, TaskArn, "eu-west-1")]
    [InlineData("", TaskArn, "eu-west-1")]
    [InlineData("eu-west-1\nevil", TaskArn, "eu-west-1")]
    [InlineData("not a region", "arn:aws:ecs::123456789012:task/x", null)]
    [InlineData(null, "arn:aws:ecs:evil/aws4_request:1:task/x", null)]
    [InlineData(null, "rubbish", null)]
    [InlineData(null, null, null)]
    public void Find_VariableAndArn_IsTheFirstRegion(string? variable, string? arn, string? region) =>
        Assert.Equal(region, AwsRegion.Find(name => name == "AWS_REGION" ? variable : null, arn));

    [Theory]
    [InlineData("eu-west-1", true)]
    [InlineData("us-gov-east-1", true)]
    [InlineData("us-iso-west-1", true)]
    [InlineData("eusc-de-east-1", true)]
    [InlineData("mx-central-10", true)]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("eu", false)]
    [InlineData("eu1", false)]
    [InlineData("eu-west", false)]
    [InlineData("eu--1", false)]
    [InlineData("-west-1", false)]
    [InlineData("EU-WEST-1", false)]
    [InlineData("eu-west-1/", false)]
    [InlineData("eu west-1", false)]
    [InlineData("eu-wést-1", false)]
    public void IsRegion_Text_IsJudgedByShape(string text, bool isRegion) => Assert.Equal(isRegion, AwsRegion.IsRegion(text));
}
