// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace EcsExporter.Server.WebConfig;

/// <summary>What Kestrel asks about a connection's TLS: that there is one, its version, and the protocol agreed on.</summary>
/// <param name="tls">The stream after its handshake.</param>
internal sealed class TlsFeatures(SslStream tls) : ITlsConnectionFeature, ITlsHandshakeFeature, ITlsApplicationProtocolFeature
{
    /// <inheritdoc/>
    public SslProtocols Protocol { get; } = tls.SslProtocol;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = tls.NegotiatedApplicationProtocol.Protocol;

    /// <summary>None: whether the client gets in has been decided.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

#pragma warning disable SYSLIB0058 // Obsolete parts of the interface, which nobody asks for.
    /// <inheritdoc/>
    public CipherAlgorithmType CipherAlgorithm => CipherAlgorithmType.None;

    /// <inheritdoc/>
    public int CipherStrength => 0;

    /// <inheritdoc/>
    public HashAlgorithmType HashAlgorithm => HashAlgorithmType.None;

    /// <inheritdoc/>
    public int HashStrength => 0;

    /// <inheritdoc/>
    public ExchangeAlgorithmType KeyExchangeAlgorithm => ExchangeAlgorithmType.None;

    /// <inheritdoc/>
    public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058

    /// <inheritdoc/>
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
}
