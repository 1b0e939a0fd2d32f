// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>A version of TLS; the names are those of the file. Later ones are greater.</summary>
internal enum TlsVersion
{
    /// <summary>Obsolete (RFC 8996): spoken only when the file asks for it and the platform still does.</summary>
    TLS10,

    /// <summary>Obsolete like 1.0.</summary>
    TLS11,

    /// <summary>The lowest that is spoken unless the file says otherwise.</summary>
    TLS12,

    /// <summary>The highest there is.</summary>
    TLS13,
}
