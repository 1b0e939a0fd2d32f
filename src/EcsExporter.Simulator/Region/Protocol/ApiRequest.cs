// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EcsExporter.Simulator.Region.Protocol;

/// <summary>A request to the ECS or EC2 API, with the action that it names.</summary>
internal sealed class ApiRequest
{
    private const string TargetPrefix = "AmazonEC2ContainerServiceV20141113.";

    private ApiRequest(IHttpRequestFeature request, byte[] body)
    {
        Method = request.Method;
        Target = request.RawTarget;
        Headers = request.Headers;
        Body = body;

        var target = request.Headers["X-Amz-Target"].ToString();
        IsQuery = target.Length == 0 && request.Headers.ContentType.ToString().StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal);
        Form = IsQuery ? ParseForm(Encoding.UTF8.GetString(body)) : new Dictionary<string, string>();
        Action = IsQuery ? Form.GetValueOrDefault("Action") : target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : null;
    }

    public string Method { get; }

    /// <summary>Path and query as the client sent them.</summary>
    public string Target { get; }

    public IHeaderDictionary Headers { get; }

    public byte[] Body { get; }

    /// <summary>Whether the request uses the query protocol of the EC2 API, which returns XML.</summary>
    public bool IsQuery { get; }

    /// <summary>The service name in the credential scope of the signature.</summary>
    public string Service => IsQuery ? "ec2" : "ecs";

    /// <summary>The action, such as <c>ListClusters</c>; null when the request names none.</summary>
    public string? Action { get; }

    /// <summary>The parameters of a request to the EC2 API.</summary>
    public IReadOnlyDictionary<string, string> Form { get; }

    public static async Task<ApiRequest> ReadAsync(IFeatureCollection context, CancellationToken cancellationToken)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken);
        return new ApiRequest(request, body.ToArray());
    }

    private static Dictionary<string, string> ParseForm(string text)
    {
        Dictionary<string, string> form = new(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            form[Decode(end < 0 ? pair : pair[..end])] = end < 0 ? "" : Decode(pair[(end + 1)..]);
        }

        return form;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
