// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>Certificates made once for all tests. All keys are elliptic but the RSA server's.</summary>
internal static class TestCertificates
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static int _serial;

    public static X509Certificate2 Root { get; } = SelfSigned("root", isAuthority: true);

    public static X509Certificate2 OtherRoot { get; } = SelfSigned("other root", isAuthority: true);

    public static X509Certificate2 Intermediate { get; } = Issue(Root, "intermediate", null, isAuthority: true);

    public static X509Certificate2 Server { get; } = Issue(Root, "server", ServerUse);

    public static X509Certificate2 RenewedServer { get; } = Issue(Root, "renewed server", ServerUse);

    public static X509Certificate2 ServerOfIntermediate { get; } = Issue(Intermediate, "server of intermediate", ServerUse);

    public static X509Certificate2 RsaServer { get; } = IssueRsa(Root, "rsa server");

    public static X509Certificate2 Client { get; } = Issue(Root, "client", ClientUse);

    public static X509Certificate2 ClientOfIntermediate { get; } = Issue(Intermediate, "client of intermediate", ClientUse);

    public static X509Certificate2 ClientOfOtherRoot { get; } = Issue(OtherRoot, "client of other root", ClientUse);

    public static X509Certificate2 ClientForServersOnly { get; } = Issue(Root, "client for servers only", ServerUse);

    public static X509Certificate2 SelfSignedClient { get; } = SelfSigned("self-signed client", isAuthority: false);

    public static X509Certificate2 ClientWithNames { get; } = Issue(Root, "client with names", ClientUse, names =>
    {
        names.AddDnsName("scraper.example.org");
        names.AddEmailAddress("scraper@example.org");
        names.AddIpAddress(IPAddress.Parse("192.0.2.7"));
        names.AddIpAddress(IPAddress.Parse("2001:db8::7"));
        names.AddUri(new Uri("spiffe://example.org/scraper"));
        names.AddUserPrincipalName("scraper@directory");
    });

    /// <summary>The key of a certificate, in PEM.</summary>
    public static string Key(X509Certificate2 certificate) =>
        certificate.GetECDsaPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private static X509Certificate2 SelfSigned(string name, bool isAuthority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        AddUse(request, isAuthority, ClientUse);
        return request.CreateSelfSigned(Begin, End);
    }

    private static X509Certificate2 Issue(
        X509Certificate2 issuer, string name, string? use, Action<SubjectAlternativeNameBuilder>? names = null, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = Sign(issuer, request, use, names, isAuthority);
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 IssueRsa(X509Certificate2 issuer, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = Sign(issuer, request, ServerUse, null, isAuthority: false);
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Sign(
        X509Certificate2 issuer, CertificateRequest request, string? use, Action<SubjectAlternativeNameBuilder>? names, bool isAuthority)
    {
        AddUse(request, isAuthority, use);
        var builder = new SubjectAlternativeNameBuilder();
        (names ?? (static builder => builder.AddDnsName("localhost")))(builder);
        request.CertificateExtensions.Add(builder.Build());
        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        return request.Create(issuer.SubjectName, generator, Begin, End, BitConverter.GetBytes(Interlocked.Increment(ref _serial)));
    }

    private static void AddUse(CertificateRequest request, bool isAuthority, string? use)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (!isAuthority && use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        }
    }
}
