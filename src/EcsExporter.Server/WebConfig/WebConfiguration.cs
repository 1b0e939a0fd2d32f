// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.WebConfig.Authentication;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Server.WebConfig;

/// <summary>Holds the contents of the web configuration file, in the order in which they apply to a connection and its requests.</summary>
internal sealed record WebConfiguration
{
    /// <summary>Whether the file is <c>{}</c>, which states that nothing needs protection.</summary>
    public bool IsExplicitlyEmpty { get; init; }

    /// <summary>Whether the file contains only comments, nulls and empty sections.</summary>
    public bool SaysNothing { get; init; } = true;

    /// <summary><c>tls_server_config</c>.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary><c>rate_limit</c>.</summary>
    public RateLimit RateLimit { get; init; }

    /// <summary><c>http_server_config</c>.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary><c>basic_auth_users</c>: the password hash of each user. When empty, clients need no password.</summary>
    public IReadOnlyDictionary<string, BcryptHash> Users { get; init; } = new Dictionary<string, BcryptHash>(StringComparer.Ordinal);
}

/// <summary><c>http_server_config</c>.</summary>
internal sealed record HttpSettings
{
    /// <summary>Whether HTTP/2 is enabled for TLS clients. Without TLS, only HTTP/1.1 is used.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Security headers for every answer to a request within the rate limit, including errors.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary><c>rate_limit</c>: the rate of answered requests. Requests above it get status 429.</summary>
/// <param name="Interval">The time after which one more request is answered. Zero means no limit.</param>
/// <param name="Burst">Requests answered at once after an idle time. With 0, no request is ever answered.</param>
internal readonly record struct RateLimit(TimeSpan Interval, int Burst);
