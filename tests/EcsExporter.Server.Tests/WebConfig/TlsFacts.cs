// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>What a handshake agreed on.</summary>
internal sealed record TlsFacts(SslProtocols Version, TlsCipherSuite Suite, SslApplicationProtocol Protocol, string ServerSubject);
