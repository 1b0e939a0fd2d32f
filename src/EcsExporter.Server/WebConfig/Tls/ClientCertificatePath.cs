// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.WebConfig.Tls;

/// <summary>
/// Judges the path from a client's certificate to the first authority that is trusted, as Go does (crypto/x509, isValid and
/// CheckSignatureFrom). The platform has verified the signatures and extended key usages on the path. It does not check the dates of
/// an authority that is not a root, and passes some certificates as authorities that Go does not.
/// </summary>
/// <param name="authorities">The authorities named in the file.</param>
/// <param name="time">The clock that decides whether a certificate is valid.</param>
internal sealed class ClientCertificatePath(X509Certificate2Collection authorities, TimeProvider time)
{
    private const int NoExtensionsBefore = 3;

    // RSA with MD2, MD5 and SHA-1, ECDSA with SHA-1 (RFC 3279, 2.2): Go verifies none of these.
    private static readonly string[] BrokenSignatures =
        ["1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"];

    /// <summary>Whether an authority stands behind the client's certificate.</summary>
    /// <param name="chain">The chain that the platform built for the client's certificate. It may go on behind the first authority.</param>
    public bool IsTrusted(X509Chain chain)
    {
        var elements = chain.ChainElements;
        for (var i = 0; i < elements.Count; i++)
        {
            // Authorities from the file are trusted whether they are roots or not. Without any, the platform's roots are trusted.
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
        // Nobody has to know who issued an authority of the file.
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

        // RFC 5280, 4.2.1.9: without this extension, only a root from before version 3 is an authority.
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { } basic
            ? basic.CertificateAuthority && (!basic.HasPathLengthConstraint || basic.PathLengthConstraint >= intermediatesBelow)
            : isAuthority && certificate.Version < NoExtensionsBefore;
    }
}
