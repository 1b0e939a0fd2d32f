// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>What the web configuration file says, in the order in which a connection and its requests meet it.</summary>
internal sealed record WebConfiguration
{
    /// <summary>Whether the file is <c>{}</c>: somebody wrote that there is nothing to protect.</summary>
    public bool IsExplicitlyEmpty { get; init; }

    /// <summary>Whether there is nothing in the file but comments, nulls and sections without anything in them.</summary>
    public bool SaysNothing { get; init; } = true;

    /// <summary><c>tls_server_config</c>.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary><c>rate_limit</c>.</summary>
    public RateLimit RateLimit { get; init; }

    /// <summary><c>http_server_config</c>.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary><c>basic_auth_users</c>: names and what their passwords hash to. When empty, nobody is asked for a password.</summary>
    public IReadOnlyDictionary<string, BcryptHash> Users { get; init; } = new Dictionary<string, BcryptHash>(StringComparer.Ordinal);
}
