// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace EcsExporter.Server.Aws;

/// <summary>
/// Signs requests to one service of AWS. Signed are <c>host</c>, <c>content-type</c> and every <c>x-amz-*</c> header. All are taken from the request
/// itself, in the form in which <see cref="SocketsHttpHandler"/> sends them, and so is the body: what is signed is what is sent.
/// </summary>
/// <param name="region">Where the receiver is, such as <c>eu-west-1</c>.</param>
/// <param name="service">The receiver's name for signatures, such as <c>aps</c>.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class SigV4Signer(string region, string service, TimeProvider timeProvider)
{
    /// <summary>Adds the headers of a signature; those of an earlier signature are replaced. Nothing that is signed may change afterwards.</summary>
    /// <param name="request">A request with an absolute address. Its content, if any, is complete: compressed already.</param>
    /// <param name="credentials">What to sign with.</param>
    /// <param name="clockOffset">How much later it is for the receiver than for this machine's clock.</param>
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

        // The same stream each time; it stays the content's.
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
