// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.Tests.WebConfig.Tls;

public sealed class ClientCertificateTests
{
    private const string RequireAny = ConfigFolder.Tls + "  client_auth_type: RequireAnyClientCert\n";
    private const string RequireAndVerify = ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n";

    private static readonly TestClient Tls = new();

    public static TheoryData<string, string, bool> ClientCertificates => new()
    {
        { "", "none", true },
        { "", "client", true },
        { "  client_auth_type: RequestClientCert\n", "none", true },
        { "  client_auth_type: RequestClientCert\n", "self-signed", true },
        { "  client_auth_type: RequireAnyClientCert\n", "none", false },
        { "  client_auth_type: RequireAnyClientCert\n", "self-signed", true },
        { "  client_auth_type: RequireClientCert\n", "none", false },
        { "  client_auth_type: RequireClientCert\n", "client", true },
        { "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n", "none", true },
        { "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n", "client", true },
        { "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n", "self-signed", false },
        { "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n", "other authority", false },
        { "  client_auth_type: VerifyClientCertIfGiven\n", "client", false },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "none", false },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "client", true },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "for servers only", false },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "other authority", false },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: intermediate.crt\n", "of intermediate", true },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: intermediate.crt\n", "client", false },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: both.crt\n", "of intermediate", true },
        { "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: self-signed.crt\n", "self-signed", true },
        { "  client_auth_type: RequireAndVerifyClientCert\n", "client", false },
    };

    public static TheoryData<string, bool> AllowedNames => new()
    {
        { "[scraper.example.org]", true },
        { "[other.example.org, scraper@example.org]", true },
        { "[192.0.2.7]", true },
        { "[\"2001:db8::7\"]", true },
        { "[spiffe://example.org/scraper]", true },
        { "[other.example.org]", false },
        { "[SCRAPER.example.org]", false },
        { "[scraper@directory]", false },
        { "[\"*.example.org\"]", false },
        { "[client with names]", false },
        { "[]", false },
    };

    [Theory]
    [MemberData(nameof(ClientCertificates))]
    public async Task Get_ClientCertificate_DecidesWhoGetsIn(string settings, string client, bool getsIn)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls + settings);
        folder.Write("intermediate.crt", TestCertificates.Intermediate.ExportCertificatePem());
        folder.Write("both.crt", Pem(TestCertificates.Root, TestCertificates.Intermediate));
        folder.Write("self-signed.crt", TestCertificates.SelfSignedClient.ExportCertificatePem());
        await using var server = await TestServer.StartAsync(folder);
        var certificate = client switch
        {
            "none" => null,
            "client" => TestCertificates.Client,
            "self-signed" => TestCertificates.SelfSignedClient,
            "other authority" => TestCertificates.ClientOfOtherRoot,
            "for servers only" => TestCertificates.ClientForServersOnly,
            "of intermediate" => TestCertificates.ClientOfIntermediate,
            _ => throw new ArgumentOutOfRangeException(nameof(client)),
        };

        var answer = await (Tls with { Certificate = certificate }).GetAsync(server);

        Assert.True(answer.Status == (getsIn ? 200 : 0), answer.Text);
    }

    [Theory]
    [MemberData(nameof(AllowedNames))]
    public async Task Get_AllowedNames_LetInWhoHasOne(string names, bool getsIn)
    {
        Assert.Equal(getsIn ? 200 : 0, await StatusForNamesAsync(RequireAny, names));
        Assert.Equal(getsIn ? 200 : 0, await StatusForNamesAsync(RequireAndVerify, names));
    }

    [Fact]
    public async Task Get_AllowedNameOfAnUntrustedClient_IsNotEnough()
    {
        using var folder = new ConfigFolder(RequireAndVerify + "  client_allowed_sans: [localhost]\n");
        await using var server = await TestServer.StartAsync(folder);

        Assert.Equal(0, (await (Tls with { Certificate = TestCertificates.ClientOfOtherRoot }).GetAsync(server)).Status);
        Assert.Equal(200, (await (Tls with { Certificate = TestCertificates.Client }).GetAsync(server)).Status);
    }

    private static async Task<int> StatusForNamesAsync(string policy, string names)
    {
        using var folder = new ConfigFolder(policy + $"  client_allowed_sans: {names}\n");
        await using var server = await TestServer.StartAsync(folder);
        return (await (Tls with { Certificate = TestCertificates.ClientWithNames }).GetAsync(server)).Status;
    }

    private static string Pem(params X509Certificate2[] certificates) =>
        string.Join('\n', certificates.Select(static certificate => certificate.ExportCertificatePem()));
}
