// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.WebConfig.Files;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Refuses a file that protects less than before because something is missing in it. Programs often empty a file before they write it, and a
/// full disk or a crash cuts it at any byte: none of that may let everybody in. To reduce the protection, operators restart the exporter or say
/// so in the file, with <c>{}</c> as the whole file or with another <c>client_auth_type</c>.
/// </summary>
internal sealed class ProtectionLoss
{
    private WebConfiguration _last = new();

    /// <summary>Compares a configuration with the last one, and keeps it for the next comparison unless something is missing in it.</summary>
    /// <exception cref="WebConfigException">Something is missing in it.</exception>
    public void Check(WebConfiguration next)
    {
        if (!next.IsExplicitlyEmpty && Describe(_last, next) is { } missing)
        {
            throw new WebConfigException(missing);
        }

        _last = next;
    }

    private static string? Describe(WebConfiguration last, WebConfiguration next)
    {
        if (next.SaysNothing)
        {
            return last.SaysNothing ? null : "the file has become empty: to serve without protection, write {} into it or restart";
        }

        if (last.Users.Count > 0 && next.Users.Count == 0)
        {
            return "basic_auth_users has become empty: to serve without passwords, restart, or write {} as the whole file";
        }

        // Without TLS in the file, the exporter accepts no TLS connection.
        return next.Tls.IsEnabled ? Describe(last.Tls, next.Tls) : null;
    }

    private static string? Describe(TlsSettings last, TlsSettings next)
    {
        if (next.ClientAuthenticationName is not { Length: > 0 } name)
        {
            return AsksForCertificate(last) ? "client_auth_type is missing: to ask for no certificate, set it to NoClientCert or restart" : null;
        }

        var authentication = TlsNames.Authentication(name);
        if (last.HasClientAuthorities
            && !next.HasClientAuthorities
            && authentication is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert)
        {
            return "client_ca_file is missing: to accept what the system trusts, restart";
        }

        return last.ClientAllowedNames is not null
            && next.ClientAllowedNames is null
            && authentication is ClientAuthentication.RequireAnyClientCert or ClientAuthentication.RequireAndVerifyClientCert
            ? "client_allowed_sans is missing: to accept every name, restart"
            : null;
    }

    private static bool AsksForCertificate(TlsSettings tls) =>
        TlsNames.Authentication(tls.ClientAuthenticationName) is not (null or ClientAuthentication.NoClientCert);
}
