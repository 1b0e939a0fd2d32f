// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Simulator.Region.Protocol;

/// <summary>Checks that a request is signed with Signature Version 4, with known credentials, for this region and service, and recently.</summary>
internal sealed class SignatureVerifier(string region, IReadOnlyList<RegionCredentials> known, TimeProvider time)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Mismatch = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and "
        + "signing method. Consult the service documentation for details.";

    // Source: AWS Signature Version 4, "Troubleshoot signed requests".
    private static readonly TimeSpan MaximumSkew = TimeSpan.FromMinutes(5);

    /// <summary>Verifies the signature.</summary>
    /// <exception cref="ApiError">The signature is missing, wrong or expired.</exception>
    public void Verify(ApiRequest request)
    {
        var service = request.Service;
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            throw ApiError.MissingToken(service);
        }

        var parts = Parts(service, header);
        var scope = parts["Credential"].Split('/');
        if (scope.Length != 5 || scope[4] != "aws4_request")
        {
            throw ApiError.IncompleteSignature(service, "Credential must have exactly 5 slash-delimited elements and end with aws4_request.");
        }

        var signedHeaders = parts["SignedHeaders"].Split(';');
        CheckSignedHeaders(request, signedHeaders);
        var date = CheckDate(request, scope[1]);
        CheckScope(service, scope);
        var credentials = Known(request, scope[0]);
        var signature = Signature(request, signedHeaders, credentials, date, string.Join('/', scope[1..]));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(parts["Signature"])))
        {
            throw ApiError.InvalidSignature(service, Mismatch);
        }

        // Only a client with a valid signature learns that its token has expired.
        if (credentials.ExpiresAt <= time.GetUtcNow())
        {
            throw ApiError.ExpiredToken(service);
        }
    }

    private static Dictionary<string, string> Parts(string service, string header)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw ApiError.IncompleteSignature(service, "Unsupported AWS 'algorithm'.");
        }

        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        foreach (var part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is [var name, var value])
            {
                _ = parts.TryAdd(name, value);
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["Credential", "SignedHeaders", "Signature"])
        {
            if (!parts.ContainsKey(name))
            {
                throw ApiError.IncompleteSignature(service, $"Authorization header requires '{name}' parameter.");
            }
        }

        return parts;
    }

    /// <summary>Checks that the header <c>host</c> and all <c>x-amz-*</c> headers of the request are signed.</summary>
    private static void CheckSignedHeaders(ApiRequest request, string[] signedHeaders)
    {
        List<string> required = ["host"];
        foreach (var header in request.Headers.Keys)
        {
            if (header.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                required.Add(header.ToLowerInvariant());
            }
        }

        foreach (var name in required)
        {
            if (Array.IndexOf(signedHeaders, name) < 0)
            {
                throw ApiError.InvalidSignature(request.Service, $"'{name}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
    }

    private string CheckDate(ApiRequest request, string scopeDate)
    {
        var text = request.Headers["X-Amz-Date"].ToString();
        // The date of a signature has whole seconds.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        if (!DateTimeOffset.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            throw ApiError.IncompleteSignature(request.Service, "Date must be in ISO-8601 'basic format'.");
        }

        if (!text.StartsWith(scopeDate, StringComparison.Ordinal) || scopeDate.Length != 8)
        {
            throw ApiError.InvalidSignature(
                request.Service, $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scopeDate}' != '{text[..8]}'.");
        }

        if (date < now - MaximumSkew)
        {
            throw ApiError.InvalidSignature(
                request.Service, $"Signature expired: {text} is now earlier than {Format(now - MaximumSkew)} ({Format(now)} - 5 min.)");
        }

        return date <= now + MaximumSkew
            ? text
            : throw ApiError.InvalidSignature(
                request.Service, $"Signature not yet current: {text} is still later than {Format(now + MaximumSkew)} ({Format(now)} + 5 min.)");
    }

    private void CheckScope(string service, string[] scope)
    {
        if (scope[2] != region)
        {
            throw ApiError.InvalidSignature(service, "Credential should be scoped to a valid region. ");
        }

        if (scope[3] != service)
        {
            throw ApiError.InvalidSignature(service, $"Credential should be scoped to correct service: '{service}'. ");
        }
    }

    private RegionCredentials Known(ApiRequest request, string accessKeyId)
    {
        var token = request.Headers["X-Amz-Security-Token"].ToString();
        foreach (var credentials in known)
        {
            if (credentials.AccessKeyId == accessKeyId && (credentials.SessionToken ?? "") == token)
            {
                return credentials;
            }
        }

        throw ApiError.UnknownClient(request.Service);
    }

    private static string Signature(ApiRequest request, string[] signedHeaders, RegionCredentials credentials, string date, string scope)
    {
        var canonical = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalRequest.Of(request, signedHeaders))));
        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Algorithm}\n{date}\n{scope}\n{canonical}")));
    }

    private static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
}
