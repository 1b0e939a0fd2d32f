// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Server.Tests.WebConfig.Tls;

public sealed class SubjectAlternativeNamesTests
{
    [Fact]
    public void Of_NamesOfEveryKind_AreThoseThatCanBeWritten() =>
        Assert.Equal(
            ["192.0.2.7", "2001:db8::7", "scraper.example.org", "scraper@example.org", "spiffe://example.org/scraper"],
            SubjectAlternativeNames.Of(TestCertificates.ClientWithNames).Order(StringComparer.Ordinal));

    [Fact]
    public void Of_NoExtension_IsEmpty() => Assert.Empty(SubjectAlternativeNames.Of(TestCertificates.Root));

    [Fact]
    public void Of_MappedAddress_IsWrittenAsIPv4()
    {
        var builder = new SubjectAlternativeNameBuilder();
        builder.AddIpAddress(IPAddress.Parse("::ffff:192.0.2.7"));

        using var certificate = SelfSigned(builder.Build().RawData);

        Assert.Equal(["192.0.2.7"], SubjectAlternativeNames.Of(certificate));
    }

    [Theory]
    [InlineData(new byte[] { 0x30 })]
    [InlineData(new byte[] { 0x30, 0x03, 0x82, 0x01 })]
    [InlineData(new byte[] { 0x30, 0x03, 0x87, 0x01, 0x7f })]
    [InlineData(new byte[] { 0x04, 0x00 })]
    public void Of_BrokenExtension_IsACryptographicException(byte[] extension)
    {
        using var certificate = SelfSigned(extension);

        Assert.Throws<CryptographicException>(() => SubjectAlternativeNames.Of(certificate));
    }

    private static X509Certificate2 SelfSigned(byte[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=names", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", names, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
