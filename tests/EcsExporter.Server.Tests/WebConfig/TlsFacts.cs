// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>The parameters that a TLS handshake has negotiated.</summary>
internal sealed record TlsFacts(SslProtocols Version, TlsCipherSuite Suite, SslApplicationProtocol Protocol, string ServerSubject);
