// SPDX-License-Identifier: Apache-2.0
using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.WebConfig.Tls;

/// <summary>
/// Decides which TLS clients are accepted. Without <paramref name="authorities"/>, the system's authorities may issue client certificates. Without
/// <paramref name="allowedNames"/>, a certificate may have any names.
/// </summary>
internal sealed class ClientPolicy(
    ClientAuthentication authentication, X509Certificate2Collection authorities, IReadOnlyList<string>? allowedNames, TimeProvider time)
{
    private readonly ClientCertificatePath _path = new(authorities, time);

    public bool AsksForCertificate => authentication is not ClientAuthentication.NoClientCert;

    /// <summary>Builds the chain of a client certificate from the authorities only, and never over the network.</summary>
    public X509ChainPolicy ChainPolicy
    {
        get
        {
            var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            if (authorities.Count > 0)
            {
                policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                policy.CustomTrustStore.AddRange(authorities);
            }

            return policy;
        }
    }

    /// <summary>Whether a client is accepted, after its chain has been built.</summary>
    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 given)
        {
            return authentication is ClientAuthentication.RequestClientCert or ClientAuthentication.VerifyClientCertIfGiven;
        }

        try
        {
            return (!Verifies || IsVerified(chain, errors)) && (allowedNames is null || HasAllowedName(given));
        }
        catch (CryptographicException)
        {
            // The extension with the names, or an extension of an authority, cannot be read.
            return false;
        }
    }

    private bool Verifies => authentication is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert;

    /// <summary>
    /// Whether the chain is trusted. With authorities, errors are ignored here, because the platform accepts only root certificates among them.
    /// </summary>
    private bool IsVerified(X509Chain? chain, SslPolicyErrors errors) =>
        chain is not null && (authorities.Count > 0 || errors is SslPolicyErrors.None) && _path.IsTrusted(chain);

    private bool HasAllowedName(X509Certificate2 certificate) =>
        SubjectAlternativeNames.Of(certificate).Any(name => allowedNames!.Contains(name, StringComparer.Ordinal));
}

/// <summary>Reads the subject alternative names of a certificate (RFC 5280, section 4.2.1.6), of the kinds that the file can list.</summary>
internal static class SubjectAlternativeNames
{
    private const string Identifier = "2.5.29.17";

    private static readonly Asn1Tag Email = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    /// <summary>Returns DNS names, e-mail addresses, URIs and IP addresses as text.</summary>
    /// <exception cref="CryptographicException">The extension cannot be read.</exception>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions[Identifier] is { } extension ? Read(extension.RawData) : [];
        }
        catch (AsnContentException error)
        {
            throw new CryptographicException("The subject alternative names cannot be read.", error);
        }
    }

    private static List<string> Read(ReadOnlyMemory<byte> encoded)
    {
        var names = new List<string>();
        var sequence = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            if (tag.HasSameClassAndValue(Email) || tag.HasSameClassAndValue(Dns) || tag.HasSameClassAndValue(Uri))
            {
                names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
            }
            else if (tag.HasSameClassAndValue(Address))
            {
                names.Add(Text(sequence.ReadOctetString(tag)));
            }
            else
            {
                _ = sequence.ReadEncodedValue();
            }
        }

        return names;
    }

    private static string Text(byte[] address)
    {
        if (address.Length is not (4 or 16))
        {
            throw new CryptographicException("An IP address has 4 or 16 bytes.");
        }

        var ip = new IPAddress(address);
        return (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString();
    }
}

/// <summary>
/// Checks the path from a client certificate to the first trusted authority as Go does (crypto/x509, isValid and CheckSignatureFrom). The platform
/// has already verified the signatures and extended key usages of the path. It does not check the dates of an authority that is not a root, and
/// accepts some certificates as authorities that Go does not.
/// </summary>
internal sealed class ClientCertificatePath(X509Certificate2Collection authorities, TimeProvider time)
{
    private const int NoExtensionsBefore = 3;

    // RSA with MD2, MD5 and SHA-1, and ECDSA with SHA-1 (RFC 3279, section 2.2). Go verifies none of these.
    private static readonly string[] BrokenSignatures =
        ["1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"];

    /// <summary>Whether the path ends at a trusted authority.</summary>
    /// <param name="chain">The chain that the platform built for the client certificate. It may continue beyond the first authority.</param>
    public bool IsTrusted(X509Chain chain)
    {
        var elements = chain.ChainElements;
        for (var i = 0; i < elements.Count; i++)
        {
            // Authorities from the file are trusted even if they are not roots. Without any, the platform's roots are trusted.
            var isAuthority = authorities.Count == 0 ? i == elements.Count - 1 : IsNamed(elements[i].Certificate);
            if (!IsValid(elements[i], intermediatesBelow: i - 1, isAuthority))
            {
                return false;
            }

            if (isAuthority)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsNamed(X509Certificate2 certificate) =>
        authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    private bool IsValid(X509ChainElement element, int intermediatesBelow, bool isAuthority)
    {
        // The issuer of an authority from the file need not be known.
        var certificate = element.Certificate;
        var allowed = isAuthority && authorities.Count > 0 ? X509ChainStatusFlags.PartialChain : X509ChainStatusFlags.NoError;
        var now = time.GetUtcNow();
        return Array.TrueForAll(element.ChainElementStatus, fault => (fault.Status & ~allowed) == X509ChainStatusFlags.NoError)
            && certificate.NotBefore.ToUniversalTime() <= now
            && now <= certificate.NotAfter.ToUniversalTime()
            && (isAuthority || !BrokenSignatures.Contains(certificate.SignatureAlgorithm.Value))
            && (intermediatesBelow < 0 || MayIssue(certificate, intermediatesBelow, isAuthority));
    }

    private static bool MayIssue(X509Certificate2 certificate, int intermediatesBelow, bool isAuthority)
    {
        if (certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage
            && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            return false;
        }

        // Without this extension, only a root certificate from before version 3 is an authority (RFC 5280, section 4.2.1.9).
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { } basic
            ? basic.CertificateAuthority && (!basic.HasPathLengthConstraint || basic.PathLengthConstraint >= intermediatesBelow)
            : isAuthority && certificate.Version < NoExtensionsBefore;
    }
}
