// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Server.WebConfig;

/// <summary>Decides which TLS clients get in.</summary>
/// <param name="authentication">What is asked of them.</param>
/// <param name="authorities">Who may have issued their certificates. When empty, whom the system trusts.</param>
/// <param name="allowedNames">The names of which they must have one, or null.</param>
/// <param name="time">The clock.</param>
internal sealed class ClientPolicy(
    ClientAuthentication authentication, X509Certificate2Collection authorities, IReadOnlyList<string>? allowedNames, TimeProvider time)
{
    private readonly ClientCertificatePath _path = new(authorities, time);

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

        try
        {
            return (!Verifies || IsVerified(chain, errors)) && (allowedNames is null || HasAllowedName(given));
        }
        catch (CryptographicException)
        {
            // An extension that cannot be read: of the names, or of an authority.
            return false;
        }
    }

    private bool Verifies => authentication is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert;

    /// <summary>The platform only knows the roots among the authorities of the file, and finds fault with the chains of others.</summary>
    private bool IsVerified(X509Chain? chain, SslPolicyErrors errors) =>
        chain is not null && (authorities.Count > 0 || errors is SslPolicyErrors.None) && _path.IsTrusted(chain);

    private bool HasAllowedName(X509Certificate2 certificate) =>
        SubjectAlternativeNames.Of(certificate).Any(name => allowedNames!.Contains(name, StringComparer.Ordinal));
}
