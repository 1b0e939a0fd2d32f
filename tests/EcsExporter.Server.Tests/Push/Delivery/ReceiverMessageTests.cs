// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EcsExporter.Server.Push.Delivery;

namespace EcsExporter.Server.Tests.Push.Delivery;

public sealed class ReceiverMessageTests
{
    private const string Token = "IQoJb3JpZ2luX2VjEHoaCXVzLXdlc3QtMiJHMEUCIBsession/token+with==";

    public static TheoryData<string, string> Bodies => new()
    {
        { "", "the receiver answered 400" },
        { " \r\n ", "the receiver answered 400" },
        { "out of order sample\n", "the receiver answered 400: out of order sample" },
        { "a\r\n\tb  c", "the receiver answered 400: a b c" },
        { "esc\u001b[31m bell\u0007 nul\0 nel\u009b", @"the receiver answered 400: esc\x1b[31m bell\x07 nul\x00 nel\x9b" },
        { $"wrong token {Token}, sorry", "the receiver answered 400: wrong token ***, sorry" },
        { $"authorization: Bearer {Token}", "the receiver answered 400: authorization: ***" },
        { $"\"token\":\"{Token.Replace("/", "\\/", StringComparison.Ordinal)}\"", "the receiver answered 400: \"token\":\"***\"" },
        { $"?t={Uri.EscapeDataString(Token)}", "the receiver answered 400: ?t=***" },
        { "POST /secret/0123456789abcdef/api/v1/write?key=hidden-key is unknown", "the receiver answered 400: POST *** is unknown" },
        { "no route /secret/0123456789abcdef/api/v1/write", "the receiver answered 400: no route ***" },
        { "bad key=hidden-key", "the receiver answered 400: bad ***" },
        { "no customer 0123456789abcdef", "the receiver answered 400: no customer ***" },
        { "tenant 1 of 10, org team-tenant", "the receiver answered 400: tenant 1 of 10, org ***" },
        { new string('x', 400), $"the receiver answered 400: {new string('x', 300)}…" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Of_Body_IsOneLineWithoutSecrets(string body, string expected)
    {
        using var request = Request();

        Assert.Equal(expected, ReceiverMessage.Of(HttpStatusCode.BadRequest, Encoding.UTF8.GetBytes(body), RequestSecrets.Of(request)));
    }

    [Fact]
    public void Of_BasicCredentials_ShowNeitherThePairNorThePassword()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://receiver/"));
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("scraper:pass:wörd"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);

        var words = ReceiverMessage.Of(
            HttpStatusCode.Unauthorized, Encoding.UTF8.GetBytes($"user scraper, password pass:wörd, header {credentials}, pair scraper:pass:wörd"),
            RequestSecrets.Of(request));

        Assert.Equal("the receiver answered 401: user scraper, password ***, header ***, pair ***", words);
    }

    /// <summary>Wherever the text is cut off, nothing of a secret is left at its end.</summary>
    [Fact]
    public void Of_SecretAcrossTheEndOfWhatIsRead_LeavesNoPartOfIt()
    {
        using var request = Request();
        var secrets = RequestSecrets.Of(request);
        for (var before = 0; before < Token.Length; before++)
        {
            var body = new string(' ', before) + string.Concat(Enumerable.Repeat(Token, ReceiverMessage.MaxBytes / Token.Length + 1));

            var words = ReceiverMessage.Of(Encoding.UTF8.GetBytes(body).AsSpan(0, ReceiverMessage.MaxBytes), secrets);

            Assert.DoesNotContain(Token[..4], words, StringComparison.Ordinal);
        }
    }

    private static HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://receiver/secret/0123456789abcdef/api/v1/write?key=hidden-key"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        request.Headers.Add("X-Tenant", "1");
        request.Headers.Add("X-Scope-OrgID", "team-tenant");
        request.Headers.Add("User-Agent", "ecs_exporter/1.0");
        return request;
    }
}
