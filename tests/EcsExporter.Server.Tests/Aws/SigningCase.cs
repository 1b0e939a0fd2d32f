// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcsExporter.Server.Aws;

namespace EcsExporter.Server.Tests.Aws;

/// <summary>A random request that both the exporter and botocore sign.</summary>
internal sealed class SigningCase
{
    private const string Host = "aps-workspaces.eu-west-1.amazonaws.com";
    private const string HeaderCharacters = "abcXYZ019 \t  !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~";

    private static readonly string[] Segments =
    [
        "", ".", "..", "...", "a", "workspaces", "ws-12345678", "a b", "%20", "%", "%zz", "%2F", "%2e%2e", "+", "~", "ሴ", "é", "😀", "e\u0301",
        "a:b@c", "$&,;=", "*'()!", "-._~", "[]", "|^`{}\"<>\\",
    ];

    private static readonly string[] Texts =
        ["", "a", "A", "a0", "a-b", "a b", "a+b", "ሴ", "é/ö", "😀", "%", "100%", "a=b", "&", "~", "*", "x:y@z", "#", "?", "\"'", "a.b", "_"];

    private static readonly string[] Names = ["X-Amz-Target", "Content-Type", "X-Scope-OrgID", "my-header", "My-Header", "a", "a-", "A1", "x-amz-meta"];

    private readonly Random _random;
    private readonly string _method;
    private readonly string _path;
    private readonly List<(string Name, string Value)> _pairs = [];
    private readonly string _query;
    private readonly List<(string Name, string Value)> _headers = [("Host", Host)];
    private readonly string _body;
    private readonly AwsCredentials _credentials;
    private readonly string _region;
    private readonly string _service;
    private readonly DateTimeOffset _instant;

    public SigningCase(Random random)
    {
        _random = random;
        _method = Pick(["GET", "POST", "PUT", "DELETE"]);
        _path = random.Next(20) == 0 ? "" : string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => $"/{Pick(Segments)}"));
        for (var count = random.Next(5); count > 0; count--)
        {
            _pairs.Add((Pick(Texts), Pick(Texts)));
        }

        _query = string.Join('&', _pairs.Select(pair => $"{Escape(pair.Name)}={Escape(pair.Value)}"));
        for (var count = random.Next(5); count > 0; count--)
        {
            _headers.Add((Pick(Names), HeaderValue()));
        }

        _body = random.Next(3) == 0 ? "" : string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Pick(Texts)));
        var token = random.Next(2) == 0 ? null : Convert.ToBase64String(Bytes(random.Next(1, 600)));
        _credentials = new AwsCredentials($"ASIA{random.Next():X8}", Convert.ToBase64String(Bytes(30)), token, expiration: null);
        _region = Pick(["eu-west-1", "us-gov-west-1", "cn-north-1", "ap-southeast-3"]);
        _service = Pick(["aps", "monitoring", "service"]);
        _instant = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next());
        if (random.Next(2) == 0)
        {
            _headers.Add(("x-amz-content-sha256", PayloadHash));
        }
    }

    private string PayloadHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_body)));

    private string Timestamp => SigV4Signature.Timestamp(_instant);

    /// <summary>The header Authorization that the exporter computes.</summary>
    public string Sign()
    {
        List<(string, string)> headers = [.. _headers, ("x-amz-date", Timestamp)];
        if (_credentials.SessionToken is { } token)
        {
            headers.Add(("X-Amz-Security-Token", token));
        }

        return SigV4Signature.Authorization(new SignableRequest(_method, _path, _query, headers, PayloadHash), _credentials, _region, _service, _instant);
    }

    /// <summary>The same request as a JSON object on one line, for the script that signs it with botocore.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["method"] = _method,
        ["url"] = $"https://{Host}{_path}",
        ["params"] = _pairs.Select(pair => new[] { pair.Name, pair.Value }),
        ["headers"] = _headers.Select(header => new[] { header.Name, header.Value }),
        ["body"] = _body,
        ["timestamp"] = Timestamp,
        ["keyId"] = _credentials.AccessKeyId,
        ["secret"] = _credentials.SecretAccessKey,
        ["token"] = _credentials.SessionToken,
        ["service"] = _service,
        ["region"] = _region,
    });

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string HeaderValue() =>
        string.Concat(Enumerable.Range(0, _random.Next(30)).Select(_ => HeaderCharacters[_random.Next(HeaderCharacters.Length)]));

    /// <summary>Escapes the characters that a query must escape and some others, in upper or lower case.</summary>
    private string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is ' ' && _random.Next(2) == 0)
            {
                _ = escaped.Append('+');
            }
            else if (rune.Value is '&' or '=' or '%' or '+' or '#' || _random.Next(2) == 0)
            {
                var format = _random.Next(2) == 0 ? "X2" : "x2";
                _ = escaped.AppendJoin("", Encoding.UTF8.GetBytes(rune.ToString()).Select(value => $"%{value.ToString(format, CultureInfo.InvariantCulture)}"));
            }
            else
            {
                _ = escaped.Append(rune);
            }
        }

        return escaped.ToString();
    }
}
