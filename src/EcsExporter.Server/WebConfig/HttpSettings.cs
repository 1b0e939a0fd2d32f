// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>How HTTP is spoken.</summary>
internal sealed record HttpSettings
{
    /// <summary>Whether TLS clients are offered HTTP/2. Without TLS it is always HTTP/1.1.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Security headers for every answer that passed the rate limit, errors included.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
