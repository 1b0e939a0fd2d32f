// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace EcsExporter.Server.Aws;

/// <summary>
/// Signs requests to one AWS service. It signs <c>host</c>, <c>content-type</c>, every <c>x-amz-*</c> header and the body. It reads them from the
/// request itself, in the form in which <see cref="SocketsHttpHandler"/> sends them.
/// </summary>
/// <param name="region">The receiver's region, such as <c>eu-west-1</c>.</param>
/// <param name="service">The receiver's name in signatures, such as <c>aps</c>.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class SigV4Signer(string region, string service, TimeProvider timeProvider)
{
    /// <summary>Adds the headers of a signature, or replaces the headers of an earlier one. No signed part may change afterwards.</summary>
    /// <param name="request">A request with an absolute address. Its content, if any, is already compressed.</param>
    /// <param name="credentials">The key that signs.</param>
    /// <param name="clockOffset">How far the receiver's clock is ahead of this machine's clock.</param>
    public void Sign(HttpRequestMessage request, AwsCredentials credentials, TimeSpan clockOffset)
    {
        var instant = timeProvider.GetUtcNow() + clockOffset;
        var payloadHash = Convert.ToHexStringLower(PayloadHash(request.Content));
        Set(request.Headers, "x-amz-date", SigV4Signature.Timestamp(instant));
        Set(request.Headers, "x-amz-content-sha256", payloadHash);
        Set(request.Headers, "x-amz-security-token", credentials.SessionToken);

        var uri = request.RequestUri!;
        var query = uri.Query is ['?', .. var pairs] ? pairs : "";
        var signable = new SignableRequest(request.Method.Method, uri.AbsolutePath, query, HeadersToSign(request), payloadHash);
        Set(request.Headers, "Authorization", SigV4Signature.Authorization(signable, credentials, region, service, instant));
    }

    private static List<(string Name, string Value)> HeadersToSign(HttpRequestMessage request)
    {
        List<(string Name, string Value)> headers = [("host", Host(request))];
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                headers.Add((name, values.ToString()));
            }
        }

        if (request.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var contentType) == true)
        {
            headers.Add(("content-type", contentType.ToString()));
        }

        return headers;
    }

    private static string Host(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var name = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        return request.Headers.Host ?? (uri.IsDefaultPort ? name : $"{name}:{uri.Port}");
    }

    private static byte[] PayloadHash(HttpContent? content)
    {
        if (content is null)
        {
            return SHA256.HashData([]);
        }

        // The content returns the same stream at each call and owns it, so it is not disposed here.
        var body = content.ReadAsStream();
        body.Position = 0;
        return SHA256.HashData(body);
    }

    private static void Set(HttpRequestHeaders headers, string name, string? value)
    {
        _ = headers.Remove(name);
        if (value is not null)
        {
            _ = headers.TryAddWithoutValidation(name, value);
        }
    }
}
