// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;

namespace EcsExporter.Fuzz;

/// <summary>
/// Bodies of answers from a receiver of pushed metrics. Whatever they say, the words for the log are one short line without control characters and
/// without a secret that the receiver repeats as a whole.
/// </summary>
internal sealed class ReceiverAnswerTarget() : FuzzTarget("receiver-answer")
{
    private const string Token = "IQoJb3JpZ2luX2VjEHoaCXVz/session+token==";
    private const int MaxLength = 400;

    private static readonly byte[][] Bodies =
    [
        .. new[]
        {
            "", "out of order sample\n", "<html><body>502 Bad Gateway</body></html>", "{\"message\":\"User is not authorized\"}",
            $"The request signature does not match. The Canonical String should have been 'POST\n/workspaces/ws/api\n\nx-amz-security-token:{Token}\n'",
        }.Select(Encoding.UTF8.GetBytes),

        // ExportMetricsServiceResponse: partial_success { rejected_data_points: 7, error_message: "old" }.
        [0x0a, 0x07, 0x08, 0x07, 0x12, 0x03, (byte)'o', (byte)'l', (byte)'d'],
    ];

    private readonly RequestSecrets _secrets = Secrets();

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random) =>
        [ByteMutator.Mutate(Bodies[random.Next(Bodies.Length)], random), BitConverter.GetBytes(random.Next(100, 1000))];

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input)
    {
        var body = input[0].AsSpan(0, Math.Min(input[0].Length, ReceiverMessage.MaxBytes));
        Require(ReceiverMessage.Of((HttpStatusCode)BitConverter.ToInt32(input[1]), body, _secrets));
        var protocol = new OtlpProtocol(static () => []);
        _ = protocol.ReadRejected(body, out var reason);
        Require(ReceiverMessage.Of(reason, _secrets));
    }

    private static void Require(string words)
    {
        if (words.Length > MaxLength || words.Any(char.IsControl) || words.Contains(Token, StringComparison.Ordinal))
        {
            throw new FormatException($"not fit for a log: '{words}'");
        }
    }

    private static RequestSecrets Secrets()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("https://receiver/workspaces/ws/api"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return RequestSecrets.Of(request);
    }
}
