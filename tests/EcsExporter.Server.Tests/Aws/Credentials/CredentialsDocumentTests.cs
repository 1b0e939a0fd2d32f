// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Tests.Aws.Credentials;

public sealed class CredentialsDocumentTests
{
    private const string Id = "\"AccessKeyId\": \"ASIAEXAMPLE\"";
    private const string Secret = "\"SecretAccessKey\": \"hidden/+\"";
    private const string Token = "\"Token\": \"hidden==\"";
    private const string Expiration = "\"Expiration\": \"2026-11-22T14:06:46Z\"";

    private static readonly DateTimeOffset Expires = new(2026, 11, 22, 14, 6, 46, TimeSpan.Zero);

    public static TheoryData<string> Documents =>
    [
        $"{{{Id}, {Secret}, {Token}, {Expiration}}}",
        $"{{\"RoleArn\": \"arn\", {Expiration}, {Token}, {Secret}, \"Other\": {{\"AccessKeyId\": [\"x\", {{}}]}}, {Id}}}\n",
        $"{{\"AccessKeyId\": 1, \"Token\": null, {Id}, {Secret}, {Token}, {Expiration}}}",
        $"{{\"\\u0041ccessKeyId\": \"ASI\\u0041EXAMPLE\", {Secret}, {Token}, {Expiration}}}",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Parse_Document_HasItsMembers(string json)
    {
        var credentials = Parse(json);
        Assert.Equal(
            ("ASIAEXAMPLE", "hidden/+", "hidden==", Expires),
            (credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken, credentials.Expiration));
    }

    [Theory]
    [InlineData("2026-11-22T14:06:46Z", 0)]
    [InlineData("2026-11-22T14:06:46.5Z", 0.5)]
    [InlineData("2026-11-22T14:06:46.1234567Z", 0.1234567)]
    [InlineData("2026-11-22T16:06:46+02:00", 0)]
    [InlineData("2026-11-22T14:06:46", 0)]
    public void Parse_Expiration_IsInUtc(string text, double secondsLater)
    {
        var expiration = Parse($"{{{Id}, {Secret}, {Token}, \"Expiration\": \"{text}\"}}").Expiration!.Value;
        Assert.Equal((Expires.AddSeconds(secondsLater), TimeSpan.Zero), (expiration, expiration.Offset));
    }

    [Theory]
    [InlineData("the answer is not valid JSON", "")]
    [InlineData("the answer is not valid JSON", "hidden")]
    [InlineData("the answer is not valid JSON", "\ufeff{}")]
    [InlineData("the answer is not valid JSON", "{\"AccessKeyId\": \"hidden")]
    [InlineData("the answer is not valid JSON", $"{{{Id}, {Secret}, {Token}, {Expiration}")]
    [InlineData("the answer is not valid JSON", $"{{{Id}, {Secret}, {Token}, {Expiration}}} hidden")]
    [InlineData("the answer is not valid JSON", "{\"AccessKeyId\": \"\\ud800\"}")]
    [InlineData("the answer is not valid JSON", "{\"\\udc00\": 1}")]
    [InlineData("the answer is not a JSON object", "[]")]
    [InlineData("the answer is not a JSON object", "\"hidden\"")]
    [InlineData("the answer is not a JSON object", "null")]
    [InlineData("the answer has no valid AccessKeyId", "{}")]
    [InlineData("the answer has no valid AccessKeyId", "{\"code\": \"hidden\", \"message\": \"hidden\"}")]
    [InlineData("the answer has no valid AccessKeyId", $"{{\"accesskeyid\": \"hidden\", {Secret}, {Token}, {Expiration}}}")]
    [InlineData("the answer has no valid AccessKeyId", $"{{\"AccessKeyId\": \"\", {Secret}, {Token}, {Expiration}}}")]
    [InlineData("the answer has no valid AccessKeyId", $"{{\"AccessKeyId\": {{\"a\": [1]}}, {Secret}, {Token}, {Expiration}}}")]
    [InlineData("the answer has no valid SecretAccessKey", $"{{{Id}, {Token}, {Expiration}}}")]
    [InlineData("the answer has no valid SecretAccessKey", $"{{{Id}, \"SecretAccessKey\": null, {Token}, {Expiration}}}")]
    [InlineData("the answer has no valid Token", $"{{{Id}, {Secret}, {Expiration}}}")]
    [InlineData("the answer has no valid Token", $"{{{Id}, {Secret}, \"Token\": 1234, {Expiration}}}")]
    [InlineData("the answer has no valid Expiration", $"{{{Id}, {Secret}, {Token}}}")]
    [InlineData("the answer has no valid Expiration", $"{{{Id}, {Secret}, {Token}, \"Expiration\": 1795356406}}")]
    public void Parse_AnythingElse_SaysWhatIsWrongWithoutAQuote(string message, string json) =>
        Assert.Equal(message, Assert.Throws<CredentialsException>(() => Parse(json)).Message);

    [Theory]
    [InlineData("hidden")]
    [InlineData("1795356406")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22 14:06:46Z")]
    [InlineData("2026-13-22T14:06:46Z")]
    [InlineData("2026-11-22T24:06:46Z")]
    [InlineData("11/22/2026 14:06:46")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    public void Parse_ExpirationThatIsNoTime_SaysSo(string text)
    {
        var error = Assert.Throws<CredentialsException>(() => Parse($"{{{Id}, {Secret}, {Token}, \"Expiration\": \"{text}\"}}"));
        Assert.Equal("the answer's Expiration is not a time such as 2026-11-22T14:06:46Z", error.Message);
    }

    /// <summary>A value of an answer must not be able to add a header to a request, or to change the structure of one.</summary>
    [Theory]
    [InlineData("AccessKeyId", "hidden\\r\\nX-Injected: 1")]
    [InlineData("AccessKeyId", "hid den")]
    [InlineData("AccessKeyId", "hidden/20261122")]
    [InlineData("AccessKeyId", "hidden,SignedHeaders=host")]
    [InlineData("SecretAccessKey", "hidden\\n")]
    [InlineData("SecretAccessKey", "hidd\\u00e9n")]
    [InlineData("Token", "hidden\\r\\nX-Injected: 1")]
    [InlineData("Token", "\\u0000hidden")]
    [InlineData("Token", "hidden\\u007f")]
    public void Parse_CharactersOfNoKey_AreRefusedWithoutAQuote(string name, string value)
    {
        string[] members = [Id, Secret, Token, Expiration];
        var json = $"{{{string.Join(',', members.Where(member => !member.Contains(name, StringComparison.Ordinal)).Append($"\"{name}\": \"{value}\""))}}}";
        var error = Assert.Throws<CredentialsException>(() => Parse(json));
        Assert.StartsWith($"the answer's {name} has an invalid character", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BytesThatAreNoText_IsNotValidJson()
    {
        byte[] json = [.. "{\"AccessKeyId\": \""u8, 0xff, .. "\"}"u8];
        Assert.Equal("the answer is not valid JSON", Assert.Throws<CredentialsException>(() => CredentialsDocument.Parse(json)).Message);
    }

    [Fact]
    public void Parse_DeepNesting_IsNotValidJson() =>
        Assert.Equal(
            "the answer is not valid JSON",
            Assert.Throws<CredentialsException>(() => Parse($"{{\"x\": {new string('[', 30000)}{new string(']', 30000)}}}")).Message);

    private static AwsCredentials Parse(string json) => CredentialsDocument.Parse(Encoding.UTF8.GetBytes(json));
}
