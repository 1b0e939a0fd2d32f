// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Text;
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Fuzz;

/// <summary>
/// Fuzzes the answer of a credentials endpoint: it gives usable credentials, or an error with a message that contains no secrets.
/// </summary>
internal sealed class CredentialsTarget() : FuzzTarget("credentials")
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Token = "IQoJb3JpZ2luX2VjEJr//////////wEaCWV1LXdlc3QtMSJHMEUCIQ==";
    private const string Path = "/v2/credentials/5f3c1d9a-4d0e-4a53-8c4e-6d1b6a2f7c11";

    private static readonly byte[][] Answers =
        [.. Documents.SelectMany(document => (string[])[WithLength(document), InChunks(document), ToTheEnd(document)]).Select(Encoding.UTF8.GetBytes)];

    private static readonly CredentialsEndpoint Endpoint = CredentialsEndpoint.OfEcs(Path);

    // The pieces are too long to appear by chance, and short enough to be found when the rest of the secret is damaged.
    private static readonly string[] Secrets = [Secret[..10], Secret[^10..], Token[..10], Token[^10..], Path[^10..], "BodyText"];

    private static IEnumerable<string> Documents =>
    [
        $$"""{"RoleArn": "arn:x", "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "{{Secret}}", "Token": "{{Token}}", "Expiration": "2999-01-01T00:00:00Z"}""",
        $$"""{"Expiration": "2999-01-01T00:00:00.1+01:00", "\u0054oken": "{{Token}}", "SecretAccessKey": "{{Secret}}", "x": {"y": [1]}, "AccessKeyId": "A"}""",
        $$"""{"code": "BodyText", "message": "BodyText {{Secret}}", "HTTPErrorCode": 400}""",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random) => [ByteMutator.Mutate(Answers[random.Next(Answers.Length)], random)];

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input)
    {
        var connector = new CredentialsConnector(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), (_, _) => Task.FromResult<Stream>(new AnsweringStream(input[0])));
        using var client = new CredentialsClient(Endpoint, "fuzz", connector, TimeProvider.System);
        try
        {
            RequireUsable(client.TryFetchAsync(CancellationToken.None).GetAwaiter().GetResult());
        }
        catch (CredentialsException error)
        {
            var message = error.Message;
            if (Secrets.Any(secret => message.Contains(secret, StringComparison.Ordinal)) || message.Any(char.IsControl) || message.Length > 300)
            {
                throw new FormatException($"the error quotes the answer: {message}");
            }
        }
    }

    private static string WithLength(string document) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {document.Length}\r\n\r\n{document}";

    private static string InChunks(string document) => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + string.Create(CultureInfo.InvariantCulture, $"8\r\n{document[..8]}\r\n{document.Length - 8:x}\r\n{document[8..]}\r\n0\r\n\r\n");

    private static string ToTheEnd(string document) => $"HTTP/1.1 200 OK\r\n\r\n{document}";

    private static void RequireUsable(AwsCredentials credentials)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://example.org/");
        new SigV4Signer("eu-west-1", "aps", TimeProvider.System).Sign(request, credentials, TimeSpan.Zero);
        string[] values = [request.Headers.GetValues("Authorization").Single(), request.Headers.GetValues("x-amz-security-token").Single()];
        if (values.Any(value => value.Any(char.IsControl)) || values[0].Count(character => character is ',') != 2
            || credentials.Expiration <= TimeProvider.System.GetUtcNow())
        {
            throw new FormatException($"not to be signed with: {values[0]}");
        }
    }

    /// <summary>A connection with a fixed answer to any request.</summary>
    private sealed class AnsweringStream(byte[] answer) : MemoryStream(answer, writable: false)
    {
        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
