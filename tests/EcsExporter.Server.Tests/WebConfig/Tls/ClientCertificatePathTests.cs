// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Server.Tests.WebConfig.Tls;

/// <summary>Tests which paths from a client's certificate to an authority of the file are valid. The results must match Go's crypto/x509.</summary>
public sealed class ClientCertificatePathTests
{
    private static readonly DateTimeOffset Past = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Future = new(2110, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly X509BasicConstraintsExtension IsAuthority = new(true, false, 0, true);
    private static readonly X509BasicConstraintsExtension IsNoAuthority = new(false, false, 0, true);
    private static readonly X509BasicConstraintsExtension IsLastAuthority = new(true, true, 0, true);

    private static readonly X509Certificate2 Root = TestCertificates.Root;

    /// <summary>Authorities that are either named in the file, or intermediates between a named authority and the client.</summary>
    private static readonly Dictionary<string, (Func<X509Certificate2?, X509Certificate2> Make, bool AsNamed, bool AsIntermediate)> Authorities = new()
    {
        ["good"] = (issuer => TestCertificates.Authority(issuer, basicConstraints: IsAuthority), true, true),
        ["good, all is said"] = (issuer => TestCertificates.Authority(
            issuer,
            basicConstraints: IsLastAuthority,
            keyUsage: X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            extendedUse: TestCertificates.ClientUse), true, true),
        ["expired"] = (issuer => TestCertificates.Authority(issuer, end: Past, basicConstraints: IsAuthority), false, false),
        ["not yet valid"] = (issuer => TestCertificates.Authority(issuer, begin: Future, basicConstraints: IsAuthority), false, false),
        ["no authority"] = (issuer => TestCertificates.Authority(issuer, basicConstraints: IsNoAuthority), false, false),
        ["does not say"] = (issuer => TestCertificates.Authority(issuer), false, false),
        ["says it with its key usage alone"] = (issuer => TestCertificates.Authority(issuer, keyUsage: X509KeyUsageFlags.KeyCertSign), false, false),
        ["key for other things"] =
            (issuer => TestCertificates.Authority(issuer, basicConstraints: IsAuthority, keyUsage: X509KeyUsageFlags.DigitalSignature), false, false),
        ["for servers"] = (issuer => TestCertificates.Authority(issuer, basicConstraints: IsAuthority, extendedUse: TestCertificates.ServerUse), false, false),
    };

    public static TheoryData<string> Names => [.. Authorities.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Get_NamedRoot_IsTrustedIfItIsGood(string name)
    {
        var authority = Authorities[name].Make(null);

        Assert.Equal(Authorities[name].AsNamed, await GetsInAsync([authority], TestCertificates.ClientOf(authority)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Get_NamedIntermediate_IsTrustedIfItIsGood(string name)
    {
        var authority = Authorities[name].Make(Root);
        var client = TestCertificates.ClientOf(authority);

        // The result does not depend on whether the root is named in the file or sent by the client.
        Assert.Equal(Authorities[name].AsNamed, await GetsInAsync([authority], client));
        Assert.Equal(Authorities[name].AsNamed, await GetsInAsync([authority], client, [Root]));
        Assert.Equal(Authorities[name].AsNamed, await GetsInAsync([authority, Root], client));
        Assert.Equal(Authorities[name].AsNamed, await GetsInAsync([Root, authority], client));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Get_IntermediateThatTheClientSends_IsTrustedIfItIsGood(string name)
    {
        var intermediate = Authorities[name].Make(Root);

        Assert.Equal(Authorities[name].AsIntermediate, await GetsInAsync([Root], TestCertificates.ClientOf(intermediate), [intermediate]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Get_IntermediateBelowANamedOne_IsTrustedIfItIsGood(string name)
    {
        var named = TestCertificates.Authority(Root, basicConstraints: IsAuthority, name: "named authority");
        var intermediate = Authorities[name].Make(named);

        Assert.Equal(Authorities[name].AsIntermediate, await GetsInAsync([named], TestCertificates.ClientOf(intermediate), [intermediate]));
    }

    [Fact]
    public async Task Get_PathLongerThanAnAuthorityAllows_IsRefused()
    {
        var last = TestCertificates.Authority(Root, basicConstraints: IsLastAuthority, name: "last authority");
        var oneMore = TestCertificates.Authority(last, basicConstraints: IsAuthority);
        var client = TestCertificates.ClientOf(oneMore);

        Assert.False(await GetsInAsync([last], client, [oneMore]));
        Assert.False(await GetsInAsync([Root], client, [oneMore, last]));
        Assert.True(await GetsInAsync([oneMore], client));
        Assert.True(await GetsInAsync([Root], TestCertificates.ClientOf(last), [last]));
    }

    [RequiresFact(nameof(Requirements.OpenSsl))]
    public async Task Get_PathOfMoreThanAHundredAuthorities_IsRefusedAndNobodyElse()
    {
        List<X509Certificate2> path = [Root];
        for (var i = 0; i < 110; i++)
        {
            path.Add(TestCertificates.Authority(path[^1], basicConstraints: IsAuthority, name: $"authority {i}"));
        }

        using var folder = new ConfigFolder(ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
        var client = TestCertificates.ClientOf(path[^1]);
        folder.Write("client.crt", client.ExportCertificatePem());
        folder.Write("client.key", TestCertificates.Key(client));
        folder.Write("chain.crt", Pem([.. path[1..]]));
        await using var server = await TestServer.StartAsync(folder);

        // The client of .NET does not send such a path.
        var start = new ProcessStartInfo(
            Requirements.OpenSsl.Value,
            [
                "s_client", "-connect", $"127.0.0.1:{server.Port}", "-cert", folder.PathOf("client.crt"), "-key", folder.PathOf("client.key"),
                "-cert_chain", folder.PathOf("chain.crt"),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var openSsl = Process.Start(start)!;
        var errors = openSsl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await openSsl.StandardInput.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        await openSsl.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var output =
            await openSsl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);

        Assert.Contains("CONNECTED", output, StringComparison.Ordinal);
        Assert.DoesNotContain(TestServer.Page, output, StringComparison.Ordinal);
        _ = await errors;
        Assert.Equal(200, (await new TestClient { Certificate = TestCertificates.Client }.GetAsync(server)).Status);
        Assert.Equal("", server.Log);
    }

    [Fact]
    public async Task Get_ExpiredRootAboveANamedAuthority_DoesNotMatter()
    {
        var root = TestCertificates.Authority(null, end: Past, basicConstraints: IsAuthority, name: "old root");
        var named = TestCertificates.Authority(root, basicConstraints: IsAuthority);

        Assert.True(await GetsInAsync([named], TestCertificates.ClientOf(named)));
        Assert.True(await GetsInAsync([named, root], TestCertificates.ClientOf(named)));
        Assert.False(await GetsInAsync([root], TestCertificates.ClientOf(named), [named]));
    }

    [Fact]
    public async Task Get_ClientsCertificateOutOfItsTime_IsRefused()
    {
        foreach (var authority in new[] { Root, TestCertificates.Intermediate })
        {
            Assert.False(await GetsInAsync([authority], TestCertificates.ClientOf(authority, end: Past)));
            Assert.False(await GetsInAsync([authority], TestCertificates.ClientOf(authority, begin: Future)));
            Assert.True(await GetsInAsync([authority], TestCertificates.ClientOf(authority)));
        }
    }

    [Fact]
    public async Task Get_NamedClientCertificate_IsTrustedInItsTime()
    {
        var client = TestCertificates.ClientOf(Root);
        var expired = TestCertificates.ClientOf(Root, end: Past);
        var forServers = TestCertificates.ClientOf(Root, use: TestCertificates.ServerUse);

        Assert.True(await GetsInAsync([client], client));
        Assert.False(await GetsInAsync([expired], expired));
        Assert.False(await GetsInAsync([forServers], forServers));
        Assert.False(await GetsInAsync([client], TestCertificates.ClientOf(Root)));
    }

    [Theory]
    [InlineData("SHA1", false)]
    [InlineData("SHA256", true)]
    [InlineData("SHA384", true)]
    public void IsTrusted_SignatureWithABrokenHash_IsNot(string hash, bool isTrusted)
    {
        // The test uses no connection, because the TLS libraries of some systems reject the certificate earlier.
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        _ = chain.Build(TestCertificates.ClientOf(Root, hash: new HashAlgorithmName(hash)));

        Assert.Equal(isTrusted, new ClientCertificatePath([Root], TimeProvider.System).IsTrusted(chain));
    }

    [Fact]
    public async Task Get_AuthorityOfTheSameNameAsANamedOne_IsRefused()
    {
        var named = TestCertificates.Authority(Root, basicConstraints: IsAuthority);
        var impostor = TestCertificates.Authority(Root, basicConstraints: IsAuthority);
        var impostorRoot = TestCertificates.Authority(null, basicConstraints: IsAuthority);

        foreach (var other in new[] { impostor, impostorRoot })
        {
            Assert.False(await GetsInAsync([named], TestCertificates.ClientOf(other)));
            Assert.False(await GetsInAsync([named], TestCertificates.ClientOf(other), [other]));
            Assert.False(await GetsInAsync([named], TestCertificates.ClientOf(other), [named, other]));
        }
    }

    [Fact]
    public async Task Get_ExpiredAuthorityBesideItsRenewal_ClientsOfTheRenewalGetIn()
    {
        var old = TestCertificates.Authority(Root, end: Past, basicConstraints: IsAuthority);
        var renewed = TestCertificates.Authority(Root, basicConstraints: IsAuthority);

        Assert.True(await GetsInAsync([old, renewed], TestCertificates.ClientOf(renewed)));
        Assert.False(await GetsInAsync([old, renewed], TestCertificates.ClientOf(old)));
    }

    private static async Task<bool> GetsInAsync(X509Certificate2[] named, X509Certificate2 client, X509Certificate2[]? sent = null)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: named.crt\n");
        folder.Write("named.crt", Pem(named));
        await using var server = await TestServer.StartAsync(folder);
        var answer = await new TestClient { Certificate = client, Intermediates = [.. sent ?? []] }.GetAsync(server);
        return answer.Status == 200;
    }

    private static string Pem(params X509Certificate2[] certificates) =>
        string.Join('\n', certificates.Select(static certificate => certificate.ExportCertificatePem()));
}
