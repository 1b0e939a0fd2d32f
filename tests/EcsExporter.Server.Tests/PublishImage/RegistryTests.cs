// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EcsExporter.PublishImage;

namespace EcsExporter.Server.Tests.PublishImage;

/// <summary>Tests ways of authentication that Debian's registry, which deploy/image/test uses, does not support.</summary>
public sealed class RegistryTests : IDisposable
{
    private const string Login = "publisher:secret";
    private readonly List<string> _requests = [];
    private readonly AnsweringHandler _handler;
    private readonly HttpClient _client;

    public RegistryTests()
    {
        _handler = new(request => _requests.Add($"{request.Method} {request.RequestUri!.AbsoluteUri} {request.Headers.Authorization}"));
        _client = new(_handler);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public async Task Request_RegistryAsksForAToken_GetsOneForTheScopeAndRepeatsTheRequest()
    {
        _handler.Answer = request => request.RequestUri!.AbsolutePath == "/token"
            ? Answer(HttpStatusCode.OK, """{"token": "t"}""")
            : request.Headers.Authorization?.ToString() == "Bearer t"
                ? Answer(HttpStatusCode.OK)
                : Challenge("Bearer realm=\"https://auth.example.com/token\",service=\"s\",scope=\"repository:a/b:pull,push\"");

        var found = await Registry(Variables()).HasBlobAsync("sha256:abc");

        Assert.True(found);
        Assert.Equal(
            [
                "HEAD https://registry.example.com/v2/a/b/blobs/sha256:abc ",
                $"GET https://auth.example.com/token?service=s&scope=repository%3Aa%2Fb%3Apull%2Cpush Basic {Base64(Login)}",
                "HEAD https://registry.example.com/v2/a/b/blobs/sha256:abc Bearer t",
            ],
            _requests);
    }

    [Theory]
    [InlineData("""{"auths": {"registry.example.com": {"auth": "ZnJvbTpmaWxl"}}}""", "Basic ZnJvbTpmaWxl")]
    [InlineData("""{"auths": {"other.example.com": {"auth": "ZnJvbTpmaWxl"}}}""", null)]
    [InlineData("{}", null)]
    public async Task Request_LoginInTheFile_IsUsedForItsRegistryAlone(string file, string? expected)
    {
        _handler.Answer = request => request.Headers.Authorization is null ? Challenge("Basic realm=\"r\"") : Answer(HttpStatusCode.OK);

        var found = await Registry([], file).HasBlobAsync("sha256:abc");

        Assert.Equal(expected is not null, found);
        Assert.Equal(expected is null ? 1 : 2, _requests.Count);
        Assert.EndsWith(expected ?? "abc ", _requests[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blob_OtherContentThanItsDigest_IsRefused()
    {
        _handler.Answer = _ => Answer(HttpStatusCode.OK, "other");

        var error = await Assert.ThrowsAsync<PublishException>(() => Registry([]).GetBlobAsync("sha256:abc"));

        Assert.Equal("the registry answers with other content than sha256:abc", error.Message);
    }

    [Fact]
    public async Task Request_Refused_SaysWhatAndWhy()
    {
        _handler.Answer = _ => Answer(HttpStatusCode.Forbidden, "no\nquota");

        var error = await Assert.ThrowsAsync<PublishException>(() => Registry([]).PutBlobAsync([1]));

        Assert.Equal("the start of an upload to registry.example.com/a/b: the registry answers 403 no quota", error.Message);
    }

    private static Dictionary<string, string> Variables() => new() { ["REGISTRY_USERNAME"] = "publisher", ["REGISTRY_PASSWORD"] = "secret" };

    private Registry Registry(Dictionary<string, string> variables, string file = "{}")
    {
        var image = ImageReference.Parse("registry.example.com/a/b:1");
        return new(_client, image, new RegistryCredentials(name => variables.GetValueOrDefault(name), image.Registry, JsonNode.Parse(file)));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static HttpResponseMessage Answer(HttpStatusCode status, string content = "") => new(status) { Content = new StringContent(content) };

    private static HttpResponseMessage Challenge(string challenge)
    {
        var response = Answer(HttpStatusCode.Unauthorized);
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        return response;
    }
}
