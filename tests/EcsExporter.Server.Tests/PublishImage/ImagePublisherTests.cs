// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using EcsExporter.PublishImage;

namespace EcsExporter.Server.Tests.PublishImage;

/// <summary>Tests the image that is built on a base image. deploy/image/test compares the whole image with that of the Dockerfile.</summary>
public sealed class ImagePublisherTests : IDisposable
{
    private const string Settings = """
        {
          "architecture": "amd64", "os": "linux", "created": "2020-01-01T00:00:00Z",
          "config": { "User": "1654", "Env": ["PATH=/bin"], "Cmd": ["sh"], "Entrypoint": ["old"], "Labels": { "of": "the base" } },
          "rootfs": { "type": "layers", "diff_ids": ["sha256:1"] }, "history": [{ "created_by": "the base" }]
        }
        """;

    private static readonly Dictionary<string, string> Variables = new() { ["SourceDate"] = "2026-11-22T00:00:00Z", ["SourceVersion"] = "0.1.0" };

    private static readonly LayerFile[] Files = [new("usr/local/bin/ecs_exporter", [1, 2, 3], IsExecutable: true)];

    private readonly AnsweringHandler _handler = new(_ => { });
    private readonly HttpClient _client;

    public ImagePublisherTests() => _client = new(_handler);

    private static string OwnArchitecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    [Theory]
    [InlineData(MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.OciConfig, MediaTypes.OciLayer)]
    [InlineData(MediaTypes.DockerList, MediaTypes.DockerManifest, MediaTypes.DockerConfig, MediaTypes.DockerLayer)]
    public async Task Build_BaseOfSeveralPlatforms_TakesThatOfThisMachineAndItsTypes(string index, string manifest, string config, string layer)
    {
        Serve(index, manifest);

        var image = await BuildAsync();

        var built = JsonNode.Parse(image.Manifest)!;
        Assert.Equal((manifest, manifest), (image.MediaType, Text(built["mediaType"])));
        Assert.Equal((config, Registry.DigestOf(image.Config)), (Text(built["config"]!["mediaType"]), Text(built["config"]!["digest"])));
        Assert.Equal(["sha256:layer"], image.BaseLayers);
        Assert.Equal(
            ["sha256:layer", $"{layer} {Registry.DigestOf(image.Layer)}"],
            [Text(built["layers"]![0]!["digest"]), $"{Text(built["layers"]![1]!["mediaType"])} {Text(built["layers"]![1]!["digest"])}"]);
    }

    [Fact]
    public async Task Build_SettingsOfTheBase_AreKeptOrReplaced()
    {
        Serve(MediaTypes.OciIndex, MediaTypes.OciManifest);

        var config = JsonNode.Parse((await BuildAsync()).Config)!;

        var settings = config["config"]!;
        Assert.Equal("""["PATH=/bin"]""", settings["Env"]!.ToJsonString());
        Assert.Null(settings["Cmd"]);
        Assert.Equal("""["/usr/local/bin/ecs_exporter"]""", settings["Entrypoint"]!.ToJsonString());
        Assert.Equal("65534:65534", Text(settings["User"]));
        Assert.Equal(("the base", "0.1.0"), (Text(settings["Labels"]!["of"]), Text(settings["Labels"]!["org.opencontainers.image.version"])));
        Assert.Equal("2026-11-22T00:00:00Z", Text(config["created"]));
        Assert.Equal(["the base", "scripts/publish-image"], config["history"]!.AsArray().Select(entry => Text(entry!["created_by"])));
        Assert.Equal(2, config["rootfs"]!["diff_ids"]!.AsArray().Count);
    }

    [Fact]
    public async Task Build_Twice_GivesTheSameBytes()
    {
        Serve(MediaTypes.OciIndex, MediaTypes.OciManifest);

        var (first, second) = (await BuildAsync(), await BuildAsync());

        Assert.Equal(first.Manifest, second.Manifest);
        Assert.Equal(first.Layer, second.Layer);
    }

    [Fact]
    public async Task Build_BaseForAnotherPlatform_SaysSo()
    {
        Serve(MediaTypes.OciIndex, MediaTypes.OciManifest, "riscv64");

        var error = await Assert.ThrowsAsync<PublishException>(BuildAsync);

        Assert.Equal($"registry.example.com/base has no image for linux/{OwnArchitecture}", error.Message);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private Task<BuiltImage> BuildAsync()
    {
        var image = ImageReference.Parse("registry.example.com/base:1");
        var registry = new Registry(_client, image, new RegistryCredentials(_ => null, image.Registry, null));
        return ImagePublisher.BuildAsync(registry, Files, new SourceDescription(Variables.GetValueOrDefault));
    }

    private void Serve(string index, string manifest, string? architecture = null)
    {
        var config = Registry.DigestOf(Encoding.UTF8.GetBytes(Settings));
        var documents = new Dictionary<string, (string Type, string Text)>
        {
            ["manifests/1"] = (index, $$"""
                {"mediaType": "{{index}}", "manifests": [
                  {"digest": "other", "platform": {"os": "windows", "architecture": "{{OwnArchitecture}}" } },
                  {"digest": "mine", "platform": {"os": "linux", "architecture": "{{architecture ?? OwnArchitecture}}" } }] }
                """),
            ["manifests/mine"] = (manifest, $$"""
                {"mediaType": "{{manifest}}", "config": {"digest": "{{config}}"}, "layers": [{"digest": "sha256:layer"}]}
                """),
            [$"blobs/{config}"] = ("application/octet-stream", Settings),
        };
        _handler.Answer = request =>
        {
            var (type, text) = documents[request.RequestUri!.AbsolutePath["/v2/base/".Length..]];
            return new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, type) };
        };
    }
}
