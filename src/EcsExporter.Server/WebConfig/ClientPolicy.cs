// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.WebConfig;

/// <summary>Decides which TLS clients get in.</summary>
/// <param name="authentication">What is asked of them.</param>
/// <param name="authorities">Who may have issued their certificates. When empty, whom the system trusts.</param>
/// <param name="allowedNames">The names of which they must have one, or null.</param>
internal sealed class ClientPolicy(
    ClientAuthentication authentication, X509Certificate2Collection authorities, IReadOnlyList<string>? allowedNames)
{
    /// <summary>Whether the handshake asks for a certificate.</summary>
    public bool AsksForCertificate => authentication is not ClientAuthentication.NoClientCert;

    /// <summary>How the chain of a client's certificate is built: with the authorities alone, and never over the network.</summary>
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

    /// <summary>Whether the client gets in, once its chain was built.</summary>
    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 given)
        {
            return authentication is ClientAuthentication.RequestClientCert or ClientAuthentication.VerifyClientCertIfGiven;
        }

        return (!Verifies || errors is SslPolicyErrors.None || EndsAtAnAuthority(chain))
            && (allowedNames is null || HasAllowedName(given));
    }

    private bool Verifies => authentication is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert;

    /// <summary>
    /// Whether the only fault of the chain is that it ends at an authority that is itself issued by someone else: whoever is
    /// named in the file is trusted, a root or not.
    /// </summary>
    private bool EndsAtAnAuthority(X509Chain? chain) =>
        chain is { ChainElements: [.., var last], ChainStatus: var faults }
        && Array.TrueForAll(faults, static fault => fault.Status is X509ChainStatusFlags.PartialChain)
        && authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(last.Certificate.RawDataMemory.Span));

    private bool HasAllowedName(X509Certificate2 certificate)
    {
        try
        {
            return SubjectAlternativeNames.Of(certificate).Any(name => allowedNames!.Contains(name, StringComparer.Ordinal));
        }
        catch (CryptographicException)
        {
            // Names that cannot be read are none that are allowed.
            return false;
        }
    }
}
