// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Server.Tests.Region;

/// <summary>Sends requests to a simulated region as an SDK does; a test can break the signature.</summary>
internal sealed class RegionClient(SimulatedRegion region, TimeProvider? time = null) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Calls an action of the ECS API; fails unless the call succeeds.</summary>
    public async Task<JsonElement> CallAsync(string action, JsonObject? parameters = null)
    {
        var answer = await TryAsync(action, parameters);
        Assert.True(answer.Status == 200, $"{action}: {answer.Status} {answer.Body}");
        return answer.Json;
    }

    /// <summary>Calls an action of the ECS API.</summary>
    public Task<RegionAnswer> TryAsync(string action, JsonObject? parameters = null, RegionSignature? signature = null) =>
        SendAsync(signature ?? new RegionSignature(), "application/x-amz-json-1.1", (parameters ?? []).ToJsonString(), action);

    /// <summary>Calls DescribeInstances of the EC2 API.</summary>
    /// <param name="parameters">The parameters, such as <c>InstanceId.1=i-…</c>.</param>
    public Task<RegionAnswer> DescribeInstancesAsync(params IReadOnlyList<string> parameters) =>
        DescribeInstancesAsync(new RegionSignature { Service = "ec2" }, parameters);

    public Task<RegionAnswer> DescribeInstancesAsync(RegionSignature signature, params IReadOnlyList<string> parameters) => SendAsync(
        signature,
        "application/x-www-form-urlencoded",
        string.Join('&', ["Action=DescribeInstances", "Version=2016-11-15", .. parameters]),
        action: null);

    /// <summary>Reads all pages of a list.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string action, string list, JsonObject? parameters = null)
    {
        List<string> all = [];
        parameters ??= [];
        while (true)
        {
            var page = await CallAsync(action, parameters);
            all.AddRange(page.Strings(list));
            if (!page.TryGetProperty("nextToken", out var token))
            {
                return all;
            }

            parameters["nextToken"] = token.GetString();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<RegionAnswer> SendAsync(RegionSignature signature, string contentType, string body, string? action)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, region.Address) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (action is not null)
        {
            request.Headers.Add("X-Amz-Target", $"AmazonEC2ContainerServiceV20141113.{action}");
        }

        signature.Sign(request, body, region, (time ?? TimeProvider.System).GetUtcNow());
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new RegionAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>The answer of a region.</summary>
internal sealed record RegionAnswer(int Status, string ContentType, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The error code of an answer of either API; null without an error.</summary>
    public string? ErrorCode => ContentType == "application/x-amz-json-1.1"
        ? Json.GetProperty("__type").GetString()
        : Body.Split("<Code>")[1].Split("</Code>")[0];
}

/// <summary>The parameters of a signature of version 4, which is valid unless a test changes a property.</summary>
internal sealed record RegionSignature
{
    public RegionCredentials? Credentials { get; init; }

    public string? RegionName { get; init; }

    public string Service { get; init; } = "ecs";

    public TimeSpan Skew { get; init; }

    /// <summary>Headers that are left out of the signature.</summary>
    public IReadOnlyList<string> Unsigned { get; init; } = [];

    /// <summary>Changes the header with the signature.</summary>
    public Func<string, string?> Spoil { get; init; } = static header => header;

    public void Sign(HttpRequestMessage request, string body, SimulatedRegion region, DateTimeOffset now)
    {
        var credentials = Credentials ?? region.Credentials;
        var date = (now + Skew).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        SortedDictionary<string, string> signed = new(StringComparer.Ordinal)
        {
            ["content-type"] = request.Content!.Headers.ContentType!.ToString(),
            ["host"] = region.Address.Authority,
            ["x-amz-date"] = date,
        };
        request.Headers.Add("X-Amz-Date", date);
        if (credentials.SessionToken is { } token)
        {
            request.Headers.Add("X-Amz-Security-Token", token);
            signed["x-amz-security-token"] = token;
        }

        if (request.Headers.TryGetValues("X-Amz-Target", out var target))
        {
            signed["x-amz-target"] = target.Single();
        }

        foreach (var name in Unsigned)
        {
            _ = signed.Remove(name);
        }

        var names = string.Join(';', signed.Keys);
        var scope = $"{date[..8]}/{RegionName ?? region.Name}/{Service}/aws4_request";
        var headers = string.Concat(signed.Select(static header => $"{header.Key}:{header.Value}\n"));
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash($"POST\n/\n\n{headers}\n{names}\n{Hash(body)}")}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey), static (key, part) => Mac(key, part));
        var signature = Convert.ToHexStringLower(Mac(key, text));
        if (Spoil($"AWS4-HMAC-SHA256 Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}") is { } header)
        {
            _ = request.Headers.TryAddWithoutValidation("Authorization", header);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
