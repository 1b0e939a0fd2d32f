// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;
using EcsExporter.Server.WebConfig.Authentication;
using EcsExporter.Server.WebConfig.Files;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Parses the web configuration file. An unknown or repeated key is an error, because a misspelt key would leave the exporter unprotected.
/// </summary>
internal static class WebConfigParser
{
    /// <summary>Parses the whole file. An empty file is valid.</summary>
    /// <exception cref="WebConfigException">The file is not valid. The message has the reason and the line.</exception>
    public static WebConfiguration Parse(ReadOnlySpan<byte> utf8)
    {
        if (YamlDocument.Read(utf8) is not { } root)
        {
            return new WebConfiguration();
        }

        var sections = root.Mapping("the file");
        var configuration = new WebConfiguration
        {
            IsExplicitlyEmpty = root.Entries is { Count: 0 },
            SaysNothing = sections.All(static section => section.Value.IsBlank),
        };
        foreach (var entry in sections)
        {
            var (key, value) = entry;
            configuration = key switch
            {
                "tls_server_config" => configuration with { Tls = Tls(value) },
                "http_server_config" => configuration with { Http = Http(value) },
                "basic_auth_users" => configuration with { Users = Users(value) },
                "rate_limit" => configuration with { RateLimit = RateLimit(value) },
                _ => throw UnknownKey(entry, "the file"),
            };
        }

        return configuration;
    }

    private static TlsSettings Tls(YamlNode section)
    {
        var tls = new TlsSettings();
        foreach (var entry in section.Mapping("tls_server_config"))
        {
            var (key, value) = entry;
            tls = key switch
            {
                "cert" => tls with { Certificate = value.Text(key) },
                "cert_file" => tls with { CertificateFile = value.Text(key) },
                "key" => tls with { Key = value.Text(key) },
                "key_file" => tls with { KeyFile = value.Text(key) },
                "client_ca" => tls with { ClientAuthorities = value.Text(key) },
                "client_ca_file" => tls with { ClientAuthoritiesFile = value.Text(key) },
                "client_auth_type" => tls with { ClientAuthenticationName = value.Text(key) },
                "client_allowed_sans" => tls with { ClientAllowedNames = value.Sequence(key)?.Select(name => name.Text(key)).ToArray() },
                "min_version" => tls with { MinVersion = Version(value, key) ?? tls.MinVersion },
                "max_version" => tls with { MaxVersion = Version(value, key) ?? tls.MaxVersion },
                "cipher_suites" => tls with { CipherSuites = CipherSuites(value, key) },
                "curve_preferences" => RefuseCurves(value, key, tls),
                "prefer_server_cipher_suites" => tls with { PreferServerCipherSuites = value.Boolean(key, otherwise: true) },
                _ => throw UnknownKey(entry, "tls_server_config"),
            };
        }

        return tls;
    }

    private static SslProtocols? Version(YamlNode value, string key) => value.Text(key) switch
    {
        "" => null,
        var name => TlsNames.Version(name) ?? throw value.Error($"unknown TLS version: {name}; {key} must be TLS10, TLS11, TLS12 or TLS13"),
    };

    private static TlsCipherSuite[] CipherSuites(YamlNode value, string key) =>
    [
        .. (value.Sequence(key) ?? []).Select(item => TlsNames.CipherSuite(item.Text(key))
            ?? throw item.Error($"unknown cipher: {item.Scalar}; docs/web-configuration.md lists the names for {key}")),
    ];

    private static TlsSettings RefuseCurves(YamlNode value, string key, TlsSettings unchanged)
    {
        var curves = value.Sequence(key) ?? [];
        if (curves.FirstOrDefault(item => !TlsNames.IsCurve(item.Text(key))) is { } unknown)
        {
            throw unknown.Error($"unknown curve: {unknown.Scalar}");
        }

        return curves.Count == 0
            ? unchanged
            : throw value.Error($"{key} cannot be honoured: the platform's TLS library chooses the curves; remove the key");
    }

    private static HttpSettings Http(YamlNode section)
    {
        var http = new HttpSettings();
        foreach (var entry in section.Mapping("http_server_config"))
        {
            var (key, value) = entry;
            http = key switch
            {
                "http2" => http with { Http2 = value.Boolean(key, otherwise: true) },
                "headers" => http with { Headers = Headers(value.Mapping(key)) },
                _ => throw UnknownKey(entry, "http_server_config"),
            };
        }

        return http;
    }

    private static KeyValuePair<string, string>[] Headers(IReadOnlyList<YamlEntry> entries) =>
    [
        .. entries.Select(static entry => KeyValuePair.Create(entry.Key, HeaderValue(entry)))
            .Where(static header => header.Value.Length > 0),
    ];

    private static string HeaderValue(YamlEntry entry)
    {
        var (name, node) = entry;
        string[] allowed = name switch
        {
            "X-Content-Type-Options" => ["nosniff"],
            "X-Frame-Options" => ["deny", "sameorigin"],
            "Content-Security-Policy" or "Strict-Transport-Security" or "X-XSS-Protection" => [],
            _ => throw entry.Error(
                $"HTTP header {WebConfigException.Quote(name)} cannot be configured; allowed are Content-Security-Policy, Strict-Transport-Security, "
                + "X-Content-Type-Options, X-Frame-Options and X-XSS-Protection"),
        };
        var value = node.Text(name);
        if (allowed.Length > 0 && !allowed.Contains(value))
        {
            throw node.Error($"invalid value for {name}: expected {string.Join(" or ", allowed)}, got \"{value}\"");
        }

        return value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw node.Error($"invalid value for {name}: only printable ASCII can be sent")
            : value;
    }

    private static Dictionary<string, BcryptHash> Users(YamlNode section)
    {
        var users = new Dictionary<string, BcryptHash>(StringComparer.Ordinal);
        foreach (var (name, value) in section.Mapping("basic_auth_users"))
        {
            try
            {
                users.Add(name, BcryptHash.Parse(value.Text("the hash of a password")));
            }
            catch (FormatException error)
            {
                throw value.Error($"user {WebConfigException.Quote(name)}: {error.Message}");
            }
        }

        return users;
    }

    private static RateLimit RateLimit(YamlNode section)
    {
        var limit = default(RateLimit);
        foreach (var entry in section.Mapping("rate_limit"))
        {
            var (key, value) = entry;
            limit = key switch
            {
                "interval" => limit with { Interval = value.Duration(key) },
                "burst" => limit with { Burst = value.Count(key) },
                _ => throw UnknownKey(entry, "rate_limit"),
            };
        }

        return limit;
    }

    private static WebConfigException UnknownKey(YamlEntry entry, string section) =>
        entry.Error($"unknown key {WebConfigException.Quote(entry.Key)} in {section}");
}
