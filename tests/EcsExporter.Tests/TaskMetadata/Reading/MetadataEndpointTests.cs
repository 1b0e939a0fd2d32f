// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

public sealed class MetadataEndpointTests
{
    private const string V4 = "ECS_CONTAINER_METADATA_URI_V4";
    private const string V3 = "ECS_CONTAINER_METADATA_URI";

    [Theory]
    [InlineData("http://flag/x", "http://v4/x", "http://v3/x", "http://flag/x", "--ecs.metadata-uri")]
    [InlineData(null, "http://v4/x", "http://v3/x", "http://v4/x", V4)]
    [InlineData(null, "http://v4/x", null, "http://v4/x", V4)]
    [InlineData(null, null, "http://v3/x", "http://v3/x", V3)]
    [InlineData(null, "", "http://v3/x", "http://v3/x", V3)]
    [InlineData(null, "nonsense", "http://v3/x", "http://v3/x", V3)]
    [InlineData(null, "/v4/x", "http://v3/x", "http://v3/x", V3)]
    [InlineData(null, "https://v4/x", "", "https://v4/x", V4)]
    public void Discover_AddressesAtSeveralPlaces_TakesTheFirstUsable(string? flag, string? v4, string? v3, string expected, string origin)
    {
        var endpoint = Discover(flag, v4, v3);
        Assert.Equal(new Uri(expected), endpoint.BaseUri);
        Assert.Equal(origin, endpoint.Origin);
    }

    [Theory]
    [InlineData("nonsense", null, V4)]
    [InlineData(null, "nonsense", V3)]
    [InlineData("ftp://host/x", null, V4)]
    [InlineData("file:///v4/x", null, V4)]
    [InlineData("169.254.170.2/v4/x", null, V4)]
    [InlineData("http://", null, V4)]
    [InlineData("http://host:99999/", null, V4)]
    public void Discover_NothingUsable_SaysWhichVariableIsBad(string? v4, string? v3, string named)
    {
        var endpoint = Discover(null, v4, v3);
        Assert.Null(endpoint.BaseUri);
        Assert.Equal($"{named} is not an http or https address", endpoint.Origin);
    }

    [Fact]
    public void Discover_NothingSet_SaysThatThisIsNoTask()
    {
        var endpoint = Discover(null, null, "");
        Assert.Null(endpoint.BaseUri);
        Assert.StartsWith($"neither {V4} nor {V3} is set", endpoint.Origin, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.170.2/v4/abc", "http://169.254.170.2/v4/abc")]
    [InlineData("http://169.254.170.2/v4/abc/", "http://169.254.170.2/v4/abc")]
    [InlineData("http://169.254.170.2/v4/abc///", "http://169.254.170.2/v4/abc")]
    [InlineData("http://169.254.170.2//v4//abc", "http://169.254.170.2/v4/abc")]
    [InlineData("http://169.254.170.2", "http://169.254.170.2/")]
    [InlineData("http://169.254.170.2/", "http://169.254.170.2/")]
    [InlineData("http://169.254.170.2:51679/v4/a-b_c%20d", "http://169.254.170.2:51679/v4/a-b_c%20d")]
    [InlineData("http://[fd00:ec2::254]:80/v4/abc/", "http://[fd00:ec2::254]/v4/abc")]
    [InlineData(" http://169.254.170.2/v4/abc\n", "http://169.254.170.2/v4/abc")]
    [InlineData("http://user:secret@host/v4/abc", "http://host/v4/abc")]
    public void Discover_PathsTheAgentWouldRedirect_AreCleaned(string value, string expected)
    {
        Assert.Equal(expected, Discover(null, value, null).BaseUri?.AbsoluteUri);
        Assert.Equal(expected, Discover(value, null, null).BaseUri?.AbsoluteUri);
    }

    [Theory]
    [InlineData("AWS_ECS_MANAGED_INSTANCES", true)]
    [InlineData("AWS_ECS_FARGATE", false)]
    [InlineData(null, false)]
    public void Discover_ExecutionEnvironment_TellsManagedInstances(string? value, bool expected)
    {
        Func<string, string?> environment = variable => variable == "AWS_EXECUTION_ENV" ? value : null;
        Assert.Equal(expected, MetadataEndpoint.Discover(null, environment).IsOnManagedInstances);
        Assert.Equal(expected, MetadataEndpoint.Discover(new Uri("http://host/v4/a"), environment).IsOnManagedInstances);
    }

    [Theory]
    [InlineData("http://169.254.170.2/v4/abc-123/", "abc-123")]
    [InlineData("http://169.254.170.2", "")]
    [InlineData(null, "")]
    public void Id_Address_IsItsLastPart(string? address, string expected) => Assert.Equal(expected, Discover(address, null, null).Id);

    private static MetadataEndpoint Discover(string? flag, string? v4, string? v3) =>
        MetadataEndpoint.Discover(flag is null ? null : new Uri(flag), variable => variable switch { V4 => v4, V3 => v3, _ => null });
}
