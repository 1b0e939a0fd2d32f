// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Server.Aws;

/// <summary>
/// AWS Signature Version 4 of a request.
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"/>
/// </summary>
internal static class SigV4Signature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Terminator = "aws4_request";

    /// <summary>The instant as <c>x-amz-date</c> has it: <c>20150830T123600Z</c>.</summary>
    public static string Timestamp(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <param name="request">What is signed. Its <c>x-amz-date</c> is <see cref="Timestamp"/> of the same instant.</param>
    /// <param name="credentials">What to sign with.</param>
    /// <param name="region">Where the receiver is, such as <c>eu-west-1</c>.</param>
    /// <param name="service">The receiver's name for signatures, such as <c>aps</c>.</param>
    /// <param name="instant">When it is signed; receivers take 5 minutes of difference to their clocks.</param>
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
