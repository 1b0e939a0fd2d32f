// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>The answer to a request.</summary>
/// <param name="Text">The whole answer with its headers, or the error of the connection.</param>
/// <param name="Tls">The parameters of TLS; null without TLS or when the handshake failed.</param>
internal sealed record TestAnswer(string Text, TlsFacts? Tls)
{
    /// <summary>The HTTP status; 0 without an answer.</summary>
    public int Status => Text.StartsWith("HTTP/1.", StringComparison.Ordinal) ? int.Parse(Text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) =>
        Text.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
