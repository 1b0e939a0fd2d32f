// SPDX-License-Identifier: Apache-2.0
using EcsExporter.PublishImage;

namespace EcsExporter.Server.Tests.PublishImage;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("127.0.0.1:5000/ecs_exporter:1", "http://127.0.0.1:5000/v2/ecs_exporter/", "1")]
    [InlineData("localhost/team/ecs_exporter", "http://localhost/v2/team/ecs_exporter/", "latest")]
    [InlineData("[::1]:5000/ecs_exporter:1", "http://[::1]:5000/v2/ecs_exporter/", "1")]
    [InlineData("ghcr.io/team/ecs_exporter:0.1.0", "https://ghcr.io/v2/team/ecs_exporter/", "0.1.0")]
    [InlineData("mcr.microsoft.com/dotnet/runtime-deps:10.0@sha256:abc", "https://mcr.microsoft.com/v2/dotnet/runtime-deps/", "sha256:abc")]
    public void Parse_Name_GivesTheAddressOfTheRegistryAndTheVersion(string name, string address, string version)
    {
        var image = ImageReference.Parse(name);

        Assert.Equal((new Uri(address), version), (image.Api, image.Version));
    }

    [Theory]
    [InlineData("ecs_exporter:1", "names no registry")]
    [InlineData("team/ecs_exporter", "names no registry")]
    [InlineData("", "names no registry")]
    [InlineData("ghcr.io/Team/ecs_exporter", "is no image name")]
    [InlineData("ghcr.io/:1", "is no image name")]
    [InlineData("ghcr.io/ecs_exporter:", "is no image name")]
    public void Parse_Mistake_SaysWhich(string name, string words) =>
        Assert.Contains(words, Assert.Throws<PublishException>(() => ImageReference.Parse(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Challenge_CommaInQuotes_BelongsToTheValue()
    {
        var parameters = BearerChallenge.Parse("realm=\"https://ghcr.io/token\", service=\"ghcr.io\",scope=\"repository:a/b:pull,push\"");

        Assert.Equal("https://ghcr.io/token|ghcr.io|repository:a/b:pull,push", string.Join('|', parameters.Values));
    }
}
