// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EcsExporter.PublishImage;

/// <summary>
/// A client for one repository of a registry, after the OCI distribution specification. When the registry requires it, requests authenticate with
/// the credentials directly (basic) or with a token from the registry's token service (bearer).
/// </summary>
internal sealed class Registry(HttpClient client, ImageReference image, RegistryCredentials credentials)
{
    private static readonly string[] ManifestTypes =
    [
        MediaTypes.OciIndex, MediaTypes.DockerList, MediaTypes.OciManifest, MediaTypes.DockerManifest,
    ];

    private AuthenticationHeaderValue? _authorization;

    /// <summary>The image that this client reads or writes.</summary>
    public ImageReference Image => image;

    /// <summary>The digest of content.</summary>
    public static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    /// <summary>Reads a manifest by its tag or digest.</summary>
    public async Task<(string MediaType, JsonObject Content)> GetManifestAsync(string version)
    {
        using var response = await SendAsync(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(image.Api, $"manifests/{version}"));
            Array.ForEach(ManifestTypes, request.Headers.Accept.ParseAdd);
            return request;
        });
        await EnsureAsync(response, $"the manifest {version} of {image.Name}", HttpStatusCode.OK);
        var content = await response.Content.ReadAsByteArrayAsync();
        Verify(version, content);
        var manifest = JsonNode.Parse(content)!.AsObject();
        // OCI recommends the field mediaType and requires the header.
        return (manifest["mediaType"]?.GetValue<string>() ?? response.Content.Headers.ContentType?.MediaType ?? MediaTypes.OciManifest, manifest);
    }

    /// <summary>Reads a blob and verifies its digest.</summary>
    public async Task<byte[]> GetBlobAsync(string digest)
    {
        using var response = await SendAsync(() => new(HttpMethod.Get, new Uri(image.Api, $"blobs/{digest}")));
        await EnsureAsync(response, $"the blob {digest} of {image.Name}", HttpStatusCode.OK);
        var content = await response.Content.ReadAsByteArrayAsync();
        Verify(digest, content);
        return content;
    }

    /// <summary>Whether the repository has a blob.</summary>
    public async Task<bool> HasBlobAsync(string digest)
    {
        using var response = await SendAsync(() => new(HttpMethod.Head, new Uri(image.Api, $"blobs/{digest}")));
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>
    /// Uploads a blob in three requests: one starts a session, one sends the whole content, one sends the digest. Docker uploads in these steps, so
    /// every registry supports them.
    /// </summary>
    public async Task PutBlobAsync(byte[] content)
    {
        var digest = DigestOf(content);
        using var opened = await SendAsync(() => new(HttpMethod.Post, new Uri(image.Api, "blobs/uploads/")));
        await EnsureAsync(opened, $"the start of an upload to {image.Name}", HttpStatusCode.Accepted);
        using var uploaded = await SendAsync(() => new(HttpMethod.Patch, Session(opened)) { Content = Binary(content) });
        await EnsureAsync(uploaded, $"the upload of {digest} to {image.Name}", HttpStatusCode.Accepted);
        var session = Session(uploaded);
        var end = new Uri($"{session}{(session.Query.Length == 0 ? '?' : '&')}digest={Uri.EscapeDataString(digest)}");
        using var closed = await SendAsync(() => new(HttpMethod.Put, end) { Content = Binary([]) });
        await EnsureAsync(closed, $"the end of the upload of {digest} to {image.Name}", HttpStatusCode.Created);
    }

    /// <summary>Writes the manifest under the image's tag and returns its digest.</summary>
    public async Task<string> PutManifestAsync(string mediaType, byte[] content)
    {
        using var response = await SendAsync(() => new(HttpMethod.Put, new Uri(image.Api, $"manifests/{image.Version}"))
        {
            Content = new ByteArrayContent(content) { Headers = { ContentType = new(mediaType) } },
        });
        await EnsureAsync(response, $"the manifest of {image.Name}:{image.Version}", HttpStatusCode.Created);
        return DigestOf(content);
    }

    private static ByteArrayContent Binary(byte[] content) => new(content) { Headers = { ContentType = new("application/octet-stream") } };

    private static void Verify(string version, byte[] content)
    {
        if (version.StartsWith("sha256:", StringComparison.Ordinal) && version != DigestOf(content))
        {
            throw new PublishException($"the registry answers with other content than {version}");
        }
    }

    private static async Task EnsureAsync(HttpResponseMessage response, string what, HttpStatusCode expected)
    {
        if (response.StatusCode != expected)
        {
            var text = await response.Content.ReadAsStringAsync();
            throw new PublishException($"{what}: the registry answers {(int)response.StatusCode} {text.ReplaceLineEndings(" ").Trim()}".TrimEnd());
        }
    }

    private Uri Session(HttpResponseMessage response) =>
        new(image.Api, response.Headers.Location ?? throw new PublishException($"{image.Registry} opens an upload without saying where"));

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request)
    {
        var response = await SendOnceAsync(request);
        if (response.StatusCode == HttpStatusCode.Unauthorized && await AuthenticateAsync(response.Headers.WwwAuthenticate))
        {
            response.Dispose();
            response = await SendOnceAsync(request);
        }

        return response;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> request)
    {
        using var message = request();
        message.Headers.Authorization = _authorization;
        return await client.SendAsync(message);
    }

    private async Task<bool> AuthenticateAsync(IEnumerable<AuthenticationHeaderValue> challenges)
    {
        var challenge = challenges.FirstOrDefault(one => one.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            || one.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase));
        var login = credentials.For(image.Registry);
        if (challenge is null || (login is null && !challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var basic = login is null ? null : new AuthenticationHeaderValue("Basic", login);
        _authorization = challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? basic : await TokenAsync(challenge.Parameter ?? "", basic);
        return true;
    }

    // https://distribution.github.io/distribution/spec/auth/token/: Bearer realm="https://...",service="...",scope="repository:name:pull,push"
    private async Task<AuthenticationHeaderValue> TokenAsync(string challenge, AuthenticationHeaderValue? basic)
    {
        var settings = BearerChallenge.Parse(challenge);
        if (!settings.Remove("realm", out var realm))
        {
            throw new PublishException($"{image.Registry} asks for a token without saying who gives it");
        }

        var query = settings.Where(one => one.Key is "service" or "scope").Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{realm}?{string.Join('&', query)}");
        request.Headers.Authorization = basic;
        using var response = await client.SendAsync(request);
        await EnsureAsync(response, $"a token for {image.Name}", HttpStatusCode.OK);
        var answer = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync());
        var token = answer?["token"] ?? answer?["access_token"] ?? throw new PublishException($"{realm} gives no token");
        return new("Bearer", token.GetValue<string>());
    }
}
