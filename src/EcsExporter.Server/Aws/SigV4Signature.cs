// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Server.Aws;

/// <summary>
/// Computes the AWS Signature Version 4 of a request.
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"/>
/// </summary>
internal static class SigV4Signature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Terminator = "aws4_request";

    /// <summary>Formats an instant for <c>x-amz-date</c>: <c>20150830T123600Z</c>.</summary>
    public static string Timestamp(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Returns the value of the header <c>Authorization</c>.</summary>
    /// <param name="request">The request. Its <c>x-amz-date</c> must be the <see cref="Timestamp"/> of the same instant.</param>
    /// <param name="credentials">The key that signs.</param>
    /// <param name="region">The receiver's region, such as <c>eu-west-1</c>.</param>
    /// <param name="service">The receiver's name in signatures, such as <c>aps</c>.</param>
    /// <param name="instant">The time of the signature. Receivers accept a difference of 5 minutes from their own clocks.</param>
    public static string Authorization(SignableRequest request, AwsCredentials credentials, string region, string service, DateTimeOffset instant)
    {
        var timestamp = Timestamp(instant);
        var date = timestamp[..8];
        var scope = $"{date}/{region}/{service}/{Terminator}";

        var canonical = new ArrayBufferWriter<byte>(1024);
        CanonicalRequest.Write(canonical, request);
        var stringToSign = $"{Algorithm}\n{timestamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan))}";

        var key = Encoding.UTF8.GetBytes($"AWS4{credentials.SecretAccessKey}");
        foreach (var part in (ReadOnlySpan<string>)[date, region, service, Terminator])
        {
            key = Hmac(key, part);
        }

        var signature = Convert.ToHexStringLower(Hmac(key, stringToSign));
        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, "
            + $"SignedHeaders={CanonicalRequest.SignedHeaders(request)}, Signature={signature}";
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
