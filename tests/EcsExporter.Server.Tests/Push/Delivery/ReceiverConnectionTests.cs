// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;

namespace EcsExporter.Server.Tests.Push.Delivery;

public sealed class ReceiverConnectionTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("push");
    private readonly X509Certificate2 _authority = Authority("authority");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string AuthoritiesFile => Path.Combine(_folder.FullName, "ca.pem");

    private string CertificateFile => Path.Combine(_folder.FullName, "client.pem");

    private string KeyFile => Path.Combine(_folder.FullName, "client.key");

    [Fact]
    public async Task SendAsync_CertificateOfTheAuthority_IsTrusted()
    {
        using var certificate = Issue(_authority, "localhost", Begin, End);
        Assert.Equal(new Answer(AnswerKind.Accepted, "") { Status = System.Net.HttpStatusCode.NoContent }, await SendAsync(certificate));
    }

    [Theory]
    [InlineData("other.example.org", 2020, 2120, true, "the receiver's certificate is not for localhost")]
    [InlineData("localhost", 2020, 2021, true, "the receiver's certificate has expired or is not valid yet")]
    [InlineData("localhost", 2119, 2120, true, "the receiver's certificate has expired or is not valid yet")]
    [InlineData("localhost", 2020, 2120, false, "the receiver's certificate is not from an authority that is trusted here")]
    public async Task SendAsync_CertificateThatIsWrong_SaysHow(string name, int begin, int end, bool isKnown, string words)
    {
        using var other = Authority("other authority");
        using var certificate = Issue(
            isKnown ? _authority : other, name, new DateTimeOffset(begin, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(end, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(new Answer(AnswerKind.Retry, $"the TLS handshake failed: {words}") { Failure = FailureKind.Tls }, await SendAsync(certificate));
    }

    [Fact]
    public async Task SendAsync_SystemAuthorities_DoNotTrustAnUnknownOne()
    {
        using var certificate = Issue(_authority, "localhost", Begin, End);
        await using var server = new ScriptedReceiver(static request => request.AnswerAsync(ScriptedReceiver.Accepted), Tls(certificate));
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), TimeProvider.System);

        Assert.Equal("the TLS handshake failed: the receiver's certificate is not from an authority that is trusted here", (await SendAsync(receiver)).Words);
    }

    [Fact]
    public async Task SendAsync_ClientCertificate_IsShownAndReadAgainWhenItChanges()
    {
        using var certificate = Issue(_authority, "localhost", Begin, End);
        using var first = Issue(_authority, "first", Begin, End);
        using var second = Issue(_authority, "second", Begin, End);
        List<string?> seen = [];
        var tls = Tls(certificate);
        tls.ClientCertificateRequired = true;
        tls.RemoteCertificateValidationCallback = (_, shown, _, _) =>
        {
            seen.Add(shown?.Subject);
            return shown?.Issuer == _authority.Subject;
        };
        await using var server = new ScriptedReceiver(static request => request.AnswerAsync(ScriptedReceiver.Accepted), tls);
        await File.WriteAllTextAsync(AuthoritiesFile, _authority.ExportCertificatePem(), Token);
        using var receiver = new Receiver(
            new ReceiverOptions(server.Url) { AuthoritiesFile = AuthoritiesFile, CertificateFile = CertificateFile, KeyFile = KeyFile },
            new RemoteWriteProtocol(), TimeProvider.System);

        await WriteClientAsync(first, first);
        Assert.Equal(AnswerKind.Accepted, (await SendAsync(receiver)).Kind);
        Assert.Equal(AnswerKind.Accepted, (await SendAsync(receiver)).Kind);
        await WriteClientAsync(second, first);
        Assert.Equal(
            new Answer(AnswerKind.Retry, $"{KeyFile}: is not the unencrypted private key of {CertificateFile} in PEM") { Failure = FailureKind.File },
            await SendAsync(receiver));
        await WriteClientAsync(second, second);
        Assert.Equal(AnswerKind.Accepted, (await SendAsync(receiver)).Kind);

        Assert.Equal(["CN=first", "CN=second"], seen);
    }

    [Theory]
    [InlineData(null, "no such file or directory")]
    [InlineData("", "has no certificate in PEM")]
    [InlineData("junk", "has no certificate in PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "has no certificate in PEM")]
    public async Task SendAsync_AuthoritiesFileThatIsBroken_SaysSoAndIsReadAgain(string? content, string words)
    {
        using var certificate = Issue(_authority, "localhost", Begin, End);
        await using var server = new ScriptedReceiver(static request => request.AnswerAsync(ScriptedReceiver.Accepted), Tls(certificate));
        using var receiver = new Receiver(new ReceiverOptions(server.Url) { AuthoritiesFile = AuthoritiesFile },
            new RemoteWriteProtocol(), TimeProvider.System);
        await (content is null ? Task.CompletedTask : File.WriteAllTextAsync(AuthoritiesFile, content, Token));

        Assert.Equal(new Answer(AnswerKind.Retry, $"{AuthoritiesFile}: {words}") { Failure = FailureKind.File }, await SendAsync(receiver));
        await File.WriteAllTextAsync(AuthoritiesFile, _authority.ExportCertificatePem(), Token);
        Assert.Equal(AnswerKind.Accepted, (await SendAsync(receiver)).Kind);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<Answer> SendAsync(X509Certificate2 certificate)
    {
        await using var server = new ScriptedReceiver(static request => request.AnswerAsync(ScriptedReceiver.Accepted), Tls(certificate));
        await File.WriteAllTextAsync(AuthoritiesFile, _authority.ExportCertificatePem(), Token);
        using var receiver = new Receiver(new ReceiverOptions(server.Url) { AuthoritiesFile = AuthoritiesFile },
            new RemoteWriteProtocol(), TimeProvider.System);
        return await SendAsync(receiver);
    }

    private static Task<Answer> SendAsync(Receiver receiver) => receiver.SendAsync(new PushRequest("body"u8.ToArray(), 1), Token);

    private async Task WriteClientAsync(X509Certificate2 certificate, X509Certificate2 key)
    {
        await File.WriteAllTextAsync(CertificateFile, certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(KeyFile, key.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Token);
    }

    private static SslServerAuthenticationOptions Tls(X509Certificate2 certificate) => new() { ServerCertificate = certificate };

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Begin, End);
    }

    private static X509Certificate2 Issue(X509Certificate2 issuer, string name, DateTimeOffset begin, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(issuer, begin, end, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
