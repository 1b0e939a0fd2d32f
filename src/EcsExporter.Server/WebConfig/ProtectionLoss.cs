// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Refuses a file that protects less than before because something is missing in it. Whoever writes a file often empties it
/// first, and a full disk or a crash cuts it at any byte: none of that may let everybody in. Who wants less protection restarts
/// the exporter, or says so in the file: <c>{}</c> as the whole of it, or another <c>client_auth_type</c>.
/// </summary>
internal sealed class ProtectionLoss
{
    private WebConfiguration _last = new();

    /// <summary>Takes a configuration, as the one that the next is compared with, unless something is missing in it.</summary>
    /// <exception cref="WebConfigException">Something is missing.</exception>
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

        // Without TLS in the file, no connection is accepted that could need less of a certificate.
        return next.Tls.IsEnabled ? Describe(last.Tls, next.Tls) : null;
    }

    private static string? Describe(TlsSettings last, TlsSettings next)
    {
        if (next.ClientAuthenticationName is not { Length: > 0 } name)
        {
            return Asks(last) ? "client_auth_type is missing: to ask for no certificate, set it to NoClientCert or restart" : null;
        }

        var authentication = TlsNames.ClientAuthentication(name);
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

    private static bool Asks(TlsSettings tls) =>
        TlsNames.ClientAuthentication(tls.ClientAuthenticationName) is not (null or ClientAuthentication.NoClientCert);
}
