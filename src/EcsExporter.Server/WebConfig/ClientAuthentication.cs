// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>What is asked of clients in the TLS handshake; the names are those of the file.</summary>
internal enum ClientAuthentication
{
    /// <summary>No certificate is asked for.</summary>
    NoClientCert,

    /// <summary>One is asked for; whether it comes, and what it says, does not matter.</summary>
    RequestClientCert,

    /// <summary>One must come; who issued it does not matter.</summary>
    RequireAnyClientCert,

    /// <summary>One that comes must be issued by a client authority.</summary>
    VerifyClientCertIfGiven,

    /// <summary>One must come and be issued by a client authority.</summary>
    RequireAndVerifyClientCert,
}
