// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.WebConfig.Authentication;

namespace EcsExporter.Server.Tests.WebConfig.Authentication;

public sealed class BasicAuthTests
{
    public static TheoryData<string?, string?, string> Headers => new()
    {
        { Basic("alice:secret"), "alice", "secret" },
        { "bAsIc " + Convert.ToBase64String("alice:secret"u8), "alice", "secret" },
        { Basic("alice:se:cr:et"), "alice", "se:cr:et" },
        { Basic("alice:"), "alice", "" },
        { Basic(":secret"), "", "secret" },
        { Basic("älice:sécret"), "älice", "sécret" },
        { Basic("alice"), null, "" },
        { null, null, "" },
        { "", null, "" },
        { "Basic", null, "" },
        { "Basic ", null, "" },
        { "Basic !!!!", null, "" },
        { "Basic YWxpY2U6c2VjcmV", null, "" },
        { "Bearer " + Convert.ToBase64String("alice:secret"u8), null, "" },
        { "Basic " + Convert.ToBase64String([0xff, (byte)':', (byte)'a']), null, "" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Parse_Header_GivesNameAndPasswordOrNothing(string? header, string? user, string password)
    {
        var credentials = BasicCredentials.Parse(header);

        Assert.Equal(user, credentials?.User);
        Assert.Equal(password, Encoding.UTF8.GetString((credentials?.Password ?? default).Span));
    }

    [Theory]
    [InlineData(false, null, 401)]
    [InlineData(false, "bob:bob123", 200)]
    [InlineData(true, null, 401)]
    [InlineData(true, "bob:bob123", 200)]
    [InlineData(true, "alice:alice123", 200)]
    [InlineData(true, "bob:bad", 401)]
    [InlineData(true, "nonexistent:nonexistent", 401)]
    public async Task Get_User_GetsInWithTheRightPassword(bool tls, string? credentials, int status)
    {
        using var folder = new ConfigFolder((tls ? ConfigFolder.Tls : "") + FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        // The second result comes from the cache of checked passwords.
        for (var i = 0; i < 2; i++)
        {
            var answer = await new TestClient { Tls = tls, Credentials = credentials }.GetAsync(server);

            Assert.Equal(status, answer.Status);
            Assert.Equal(status == 401 ? "Basic" : null, answer.Header("WWW-Authenticate"));
            Assert.EndsWith(status == 401 ? "Unauthorized\n" : TestServer.Page, answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/")]
    [InlineData("POST", "/")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/-/healthy")]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "//")]
    [InlineData("OPTIONS", "*")]
    public async Task Get_AnyPathWithoutPassword_IsRefused(string method, string path)
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(401, (await new TestClient { Tls = false }.GetAsync(server, path, method)).Status);
    }

    [Fact]
    public async Task Get_DecoyAsAPassword_DoesNotGetIn()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);

        foreach (var credentials in new[] { "nobody:", "nobody:fakepassword", $"alice{FileCases.Alice}:fakepassword", $"alice:{FileCases.Alice}fakepassword" })
        {
            Assert.Equal(401, (await new TestClient { Tls = false, Credentials = credentials }.GetAsync(server)).Status);
        }
    }

    [Fact]
    public async Task Get_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        using var folder = new ConfigFolder(FileCases.Users);
        await using var server = await TestServer.StartAsync(folder);
        var right = new TestClient { Tls = false, Credentials = "alice:alice123" };
        var wrong = right with { Credentials = "alice:alice1234" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 150).SelectMany(_ => new[] { right.GetAsync(server), wrong.GetAsync(server) }));

        Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? 200 : 401), answers.Select(answer => answer.Status));
    }

    private static string Basic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
}
