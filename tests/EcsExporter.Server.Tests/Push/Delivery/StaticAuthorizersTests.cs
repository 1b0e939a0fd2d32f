// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;

namespace EcsExporter.Server.Tests.Push.Delivery;

public sealed class StaticAuthorizersTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("push");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SecretFile => Path.Combine(_folder.FullName, "secret");

    [Fact]
    public async Task AuthorizeAsync_BasicFromAFile_ReadsItForEachRequest()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        using var receiver = new Receiver(
            new ReceiverOptions(server.Url) { Authorizer = new BasicAuthorizer("üser", Secret.OfFile(SecretFile)) },
            new RemoteWriteProtocol(), TimeProvider.System);

        Assert.Equal(new Answer(AnswerKind.Retry, $"{SecretFile}: no such file or directory") { Failure = FailureKind.Credentials }, await SendAsync(receiver));
        await File.WriteAllTextAsync(SecretFile, "  pass:wörd \n", Token);
        _ = await SendAsync(receiver);
        await File.WriteAllTextAsync(SecretFile, "new", Token);
        _ = await SendAsync(receiver);

        Assert.Equal(["üser:pass:wörd", "üser:new"], server.Rest().Select(request =>
            Encoding.UTF8.GetString(Convert.FromBase64String(request.Header("Authorization")!["Basic ".Length..]))));
    }

    [Fact]
    public async Task AuthorizeAsync_BearerText_IsSent()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        using var receiver = new Receiver(
            new ReceiverOptions(server.Url) { Authorizer = new BearerAuthorizer(Secret.OfText("t0ken")) }, new RemoteWriteProtocol(), TimeProvider.System);

        _ = await SendAsync(receiver);

        Assert.Equal("Bearer t0ken", (await server.NextAsync()).Header("Authorization"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("one\ntwo")]
    [InlineData("one\r\nX-Injected: yes")]
    [InlineData("nul\0")]
    public void Read_FileWithoutALineOfText_ThrowsWithoutTheContent(string content)
    {
        File.WriteAllText(SecretFile, content);

        Assert.Equal($"{SecretFile}: is not one line of text", Assert.Throws<AuthorizationException>(() => Secret.OfFile(SecretFile).Read()).Message);
    }

    [Fact]
    public void ToString_Secret_IsNotShown() => Assert.Equal("Secret", Secret.OfText("t0ken").ToString());

    [Fact]
    public async Task RenewAsync_NoCredentialsToRenew_IsFalse()
    {
        Assert.False(await new BasicAuthorizer("user", Secret.OfText("x")).RenewAsync(null, Token));
        Assert.False(await new BearerAuthorizer(Secret.OfText("x")).RenewAsync(null, Token));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<Answer> SendAsync(Receiver receiver) => receiver.SendAsync(new PushRequest("body"u8.ToArray(), 1), Token);
}
