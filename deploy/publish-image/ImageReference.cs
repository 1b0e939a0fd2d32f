// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace EcsExporter.PublishImage;

/// <summary>The name of an image: a registry, a repository, and a tag or a digest.</summary>
/// <param name="Registry">Host and port, such as <c>ghcr.io</c> or <c>127.0.0.1:5000</c>.</param>
/// <param name="Repository">Path within the registry, such as <c>team/ecs_exporter</c>.</param>
/// <param name="Version">The digest if the name has one, else the tag; defaults to <c>latest</c>.</param>
internal sealed record ImageReference(string Registry, string Repository, string Version)
{
    /// <summary>Registry and repository.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>The base address of the repository in the registry's API. A registry on loopback uses plain HTTP, as with Docker.</summary>
    public Uri Api => new($"{(IsLoopback ? "http" : "https")}://{Registry}/v2/{Repository}/");

    private bool IsLoopback
    {
        get
        {
            var host = new Uri($"http://{Registry}").DnsSafeHost;
            return host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        }
    }

    /// <summary>Parses REGISTRY/NAME[:TAG][@DIGEST].</summary>
    /// <exception cref="PublishException">The text has another form.</exception>
    public static ImageReference Parse(string text)
    {
        var digest = text.IndexOf('@', StringComparison.Ordinal);
        var tagged = digest < 0 ? text : text[..digest];
        var slash = tagged.IndexOf('/', StringComparison.Ordinal);
        var registry = slash < 0 ? "" : tagged[..slash];
        if (!(registry.AsSpan().ContainsAny('.', ':') || registry is "localhost") || !Uri.TryCreate($"http://{registry}", UriKind.Absolute, out _))
        {
            throw new PublishException($"\"{text}\" names no registry; write REGISTRY/NAME[:TAG], such as 127.0.0.1:5000/ecs_exporter:1");
        }

        var colon = tagged.LastIndexOf(':');
        var hasTag = colon > slash;
        var repository = tagged[(slash + 1)..(hasTag ? colon : tagged.Length)];
        var version = digest >= 0 ? text[(digest + 1)..] : hasTag ? tagged[(colon + 1)..] : "latest";
        // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests allows no capital letters in a repository.
        if (repository.Length == 0 || version.Length == 0 || repository.Any(character => !char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character)
            && character is not ('.' or '_' or '-' or '/')))
        {
            throw new PublishException($"\"{text}\" is no image name: a repository has lower-case letters, digits and . _ - /, and a tag is not empty");
        }

        return new(registry, repository, version);
    }
}
