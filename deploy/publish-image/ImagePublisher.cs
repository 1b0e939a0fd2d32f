// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcsExporter.PublishImage;

/// <summary>An image before it is pushed.</summary>
/// <param name="MediaType">The media type of the manifest, which the base image determines.</param>
/// <param name="Manifest">The manifest.</param>
/// <param name="Config">The image configuration.</param>
/// <param name="Layer">The layer on top of the base image.</param>
/// <param name="BaseLayers">The digests of the base image's layers.</param>
internal sealed record BuiltImage(string MediaType, byte[] Manifest, byte[] Config, byte[] Layer, IReadOnlyList<string> BaseLayers);

/// <summary>
/// Adds one layer to a base image, with the configuration of deploy/image/Dockerfile. Nothing in the image depends on the clock, so that two builds
/// of one commit on the same base have the same digest. The target PublishContainer of the .NET SDK 10 is not used: it writes the time into layers,
/// configuration and history (https://github.com/dotnet/sdk/pull/55689), makes every file executable, and does not support health checks.
/// </summary>
internal static class ImagePublisher
{
    private const string Program = "/usr/local/bin/ecs_exporter";

    /// <summary>Reads the base image for this machine's architecture and builds the image on it.</summary>
    public static async Task<BuiltImage> BuildAsync(Registry from, IReadOnlyList<LayerFile> files, SourceDescription source)
    {
        var (mediaType, manifest) = await from.GetManifestAsync(from.Image.Version);
        if (mediaType is MediaTypes.OciIndex or MediaTypes.DockerList)
        {
            (mediaType, manifest) = await from.GetManifestAsync(ForThisMachine(manifest, from.Image));
        }

        var isDocker = mediaType == MediaTypes.DockerManifest;
        var config = JsonNode.Parse(await from.GetBlobAsync(Text(manifest["config"]!["digest"])))!.AsObject();
        var layers = manifest["layers"]!.AsArray();
        var baseLayers = layers.Select(layer => Text(layer!["digest"])).ToArray();

        var archive = LayerFile.Archive(files, source.Date);
        var layer = LayerFile.Compress(archive);
        Configure(config, source, Registry.DigestOf(archive));
        var configBytes = JsonSerializer.SerializeToUtf8Bytes(config);
        layers.Add(Descriptor(isDocker ? MediaTypes.DockerLayer : MediaTypes.OciLayer, layer));
        var built = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = mediaType,
            ["config"] = Descriptor(isDocker ? MediaTypes.DockerConfig : MediaTypes.OciConfig, configBytes),
            ["layers"] = layers.DeepClone(),
        };
        return new(mediaType, JsonSerializer.SerializeToUtf8Bytes(built), configBytes, layer, baseLayers);
    }

    /// <summary>Pushes the blobs that the registry lacks, then the manifest. Returns the digest of the manifest.</summary>
    public static async Task<string> PushAsync(BuiltImage image, Registry from, Registry to)
    {
        foreach (var digest in image.BaseLayers)
        {
            if (!await to.HasBlobAsync(digest))
            {
                await to.PutBlobAsync(await from.GetBlobAsync(digest));
            }
        }

        foreach (var blob in new[] { image.Layer, image.Config })
        {
            if (!await to.HasBlobAsync(Registry.DigestOf(blob)))
            {
                await to.PutBlobAsync(blob);
            }
        }

        return await to.PutManifestAsync(image.MediaType, image.Manifest);
    }

    private static string ForThisMachine(JsonObject index, ImageReference image)
    {
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var manifest = index["manifests"]!.AsArray().FirstOrDefault(one =>
            one!["platform"]?["os"]?.GetValue<string>() == "linux" && one["platform"]!["architecture"]?.GetValue<string>() == architecture);
        return Text((manifest ?? throw new PublishException($"{image.Name} has no image for linux/{architecture}"))["digest"]);
    }

    private static void Configure(JsonObject config, SourceDescription source, string layer)
    {
        var date = source.Date.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var settings = ChildOf(config, "config");
        settings["User"] = "65534:65534";
        settings["ExposedPorts"] = new JsonObject { ["9779/tcp"] = new JsonObject() };
        settings["Entrypoint"] = new JsonArray(Program);
        // The base image's command holds arguments for the base image's entry point.
        settings.Remove("Cmd");
        settings["Healthcheck"] = new JsonObject
        {
            ["Test"] = new JsonArray("CMD", Program, "healthcheck"),
            ["Interval"] = 30_000_000_000,
            ["Timeout"] = 6_000_000_000,
            ["Retries"] = 3,
        };
        var labels = ChildOf(settings, "Labels");
        foreach (var (name, value) in source.Labels)
        {
            labels[name] = value;
        }

        config["created"] = date;
        config["rootfs"]!["diff_ids"]!.AsArray().Add(layer);
        if (config["history"] is not JsonArray history)
        {
            config["history"] = history = [];
        }

        history.Add(new JsonObject { ["created"] = date, ["created_by"] = "scripts/publish-image" });
    }

    private static JsonObject ChildOf(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static JsonObject Descriptor(string mediaType, byte[] content) =>
        new() { ["mediaType"] = mediaType, ["size"] = content.Length, ["digest"] = Registry.DigestOf(content) };

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
