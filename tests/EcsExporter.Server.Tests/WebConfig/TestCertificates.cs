// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>Certificates that are created once for all tests. All keys are elliptic-curve keys, except that of the RSA server.</summary>
internal static class TestCertificates
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

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

    /// <summary>Creates the certificate of an authority, which is valid unless the arguments break it.</summary>
    /// <param name="issuer">The issuer; null for a self-signed certificate.</param>
    /// <param name="begin">The start of its validity.</param>
    /// <param name="end">The end of its validity.</param>
    /// <param name="basicConstraints">Whether it may issue certificates, and the path length; null to omit the extension.</param>
    /// <param name="keyUsage">The key usage; null to omit the extension.</param>
    /// <param name="extendedUse">The extended key usage; null to omit the extension.</param>
    /// <param name="name">The subject.</param>
    public static X509Certificate2 Authority(
        X509Certificate2? issuer,
        DateTimeOffset? begin = null,
        DateTimeOffset? end = null,
        X509BasicConstraintsExtension? basicConstraints = null,
        X509KeyUsageFlags? keyUsage = null,
        string? extendedUse = null,
        string name = "peculiar authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        AddIfAny(request, basicConstraints);
        AddIfAny(request, keyUsage is { } flags ? new X509KeyUsageExtension(flags, critical: true) : null);
        AddIfAny(request, extendedUse is null ? null : new X509EnhancedKeyUsageExtension([new Oid(extendedUse)], critical: false));
        if (issuer is null)
        {
            return request.CreateSelfSigned(begin ?? Begin, end ?? End);
        }

        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        using var certificate = request.Create(issuer.SubjectName, generator, begin ?? Begin, end ?? End, NextSerial());
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>A client's certificate, signed by the authority with SHA-256 or another hash.</summary>
    public static X509Certificate2 ClientOf(
        X509Certificate2 issuer, DateTimeOffset? begin = null, DateTimeOffset? end = null, HashAlgorithmName? hash = null, string? use = ClientUse)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=peculiar client", key, hash ?? HashAlgorithmName.SHA256);
        AddUse(request, isAuthority: false, use);
        var issuerKey = issuer.GetECDsaPrivateKey()!;
        var generator = hash == HashAlgorithmName.SHA1 ? new Sha1Generator(issuerKey) : X509SignatureGenerator.CreateForECDsa(issuerKey);
        using var certificate = request.Create(issuer.SubjectName, generator, begin ?? Begin, end ?? End, NextSerial());
        return certificate.CopyWithPrivateKey(key);
    }

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
        return request.Create(issuer.SubjectName, generator, Begin, End, NextSerial());
    }

    private static byte[] NextSerial() => BitConverter.GetBytes(Interlocked.Increment(ref _serial));

    private static void AddIfAny(CertificateRequest request, X509Extension? extension)
    {
        if (extension is not null)
        {
            request.CertificateExtensions.Add(extension);
        }
    }

    private static void AddUse(CertificateRequest request, bool isAuthority, string? use)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (!isAuthority && use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        }
    }

    /// <summary>Signs with SHA-1, which the generator of .NET no longer does.</summary>
    private sealed class Sha1Generator(ECDsa key) : X509SignatureGenerator
    {
        // The object identifier of ecdsa-with-SHA1 is 1.2.840.10045.4.1 (RFC 3279, section 2.2.3).
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            [0x30, 0x09, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
            key.SignData(data, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);

        protected override PublicKey BuildPublicKey() => new(key);
    }
}
