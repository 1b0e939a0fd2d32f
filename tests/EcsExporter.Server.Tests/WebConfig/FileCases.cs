// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>Web configuration files, with the error of each, and whether node_exporter 1.5 knows all its settings.</summary>
internal static class FileCases
{
    public const string Alice = "$2y$04$N9qo8uLOickgx2ZMRZoMye7wmc2gfKnRYTs8YU6AhgNJU8ASDCkAO";
    public const string Bob = "$2y$04$abcdefghijklmnopqrstuuxMIGJw4z5t5.zWyBX.fnFXS3nFtSdqu";

    public const string Users = $"basic_auth_users:\n  alice: {Alice}\n  bob: {Bob}\n";

    private const string Pasted = $"admin:{Alice}";
    private const string PastedAdvice =
        "this looks like a line of htpasswd: write NAME: '$2y$...' under basic_auth_users, with a space after the colon";

    /// <summary>Valid files.</summary>
    public static IReadOnlyDictionary<string, (string Text, bool IsKnownElsewhere)> Good { get; } = new Dictionary<string, (string, bool)>
    {
        ["empty file"] = ("", true),
        ["comment alone"] = ("# nothing yet\n", true),
        ["empty document"] = ("---\n", true),
        ["byte order mark"] = ("\ufeffrate_limit:\n", false),
        ["empty sections"] = ("tls_server_config:\nhttp_server_config: {}\nbasic_auth_users: ~\n", true),
        ["certificate and key"] = (ConfigFolder.Tls, true),
        ["settings without a certificate"] = ("tls_server_config: {min_version: TLS13}", true),
        ["inline certificate and key"] = (
            $"tls_server_config:\n  cert: |\n{Block(TestCertificates.Server.ExportCertificatePem())}"
                + $"  key: |\n{Block(TestCertificates.Key(TestCertificates.Server))}",
            false),
        ["inline key"] = ($"tls_server_config:\n  cert_file: server.crt\n  key: |\n{Block(TestCertificates.Key(TestCertificates.Server))}", false),
        ["client authority"] = (ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", true),
        ["inline client authority"] =
            (ConfigFolder.Tls + $"  client_auth_type: VerifyClientCertIfGiven\n  client_ca: |\n{Block(TestCertificates.Root.ExportCertificatePem())}", false),
        ["old name of a client_auth_type"] = (ConfigFolder.Tls + "  client_auth_type: RequireClientCert\n", true),
        ["allowed names"] = (ConfigFolder.Tls + "  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: [a.example.org]\n", false),
        ["versions"] = (ConfigFolder.Tls + "  min_version: TLS10\n  max_version: TLS12\n", true),
        ["cipher suites"] = (ConfigFolder.Tls + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA]\n", true),
        ["client's order of suites"] = (ConfigFolder.Tls + "  prefer_server_cipher_suites: no\n", true),
        ["suites without HTTP/2's, without HTTP/2"] =
            (ConfigFolder.Tls + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]\nhttp_server_config: {http2: false}\n", true),
        ["no curves"] = (ConfigFolder.Tls + "  curve_preferences: []\n", true),
        ["users"] = (Users, true),
        ["user by alias"] = ($"basic_auth_users:\n  alice: &hash {Alice}\n  copy: *hash\n", true),
        ["headers"] =
            ("http_server_config:\n  headers:\n    X-Frame-Options: sameorigin\n    X-Content-Type-Options: nosniff\n    X-XSS-Protection: 1\n", true),
        ["rate limit"] = ("rate_limit:\n  interval: 1s\n  burst: 5\n", false),
        ["rate limit in quotes"] = ("rate_limit:\n  interval: \"1m30s\"\n  burst: 0\n", false),
        ["no rate limit"] = ("rate_limit:\n  interval: 0\n  burst: 0\n", false),
    };

    /// <summary>Invalid files, and a part of the error. A null text means that there is no file.</summary>
    public static IReadOnlyDictionary<string, (string? Text, string Message, bool IsKnownElsewhere)> Bad { get; } =
        new Dictionary<string, (string?, string, bool)>
    {
        ["no such file"] = (null, "no such file", true),
        ["junk"] = ("hogehoge\n", "yaml: line 1: the file must have the form key: value", true),
        ["list"] = ("- a\n- b\n", "yaml: line 1: the file must have the form key: value", true),
        ["not YAML"] = ("tls_server_config:\n  cert_file: \"server.crt\n", "yaml: line ", true),
        ["tab"] = ("tls_server_config:\n\tcert_file: x\n", "yaml: line 1: this is not YAML, here or on the next line", true),
        ["unknown key"] = ("tls_server_config:\n  cert_filse: server.crt\n", "yaml: line 2: unknown key \"cert_filse\" in tls_server_config", true),
        ["unknown section"] = ("\nbasic_auth_user:\n  alice: x\n", "yaml: line 2: unknown key \"basic_auth_user\" in the file", true),
        ["unknown key with a mapping"] = ("tls_config:\n  cert_file: server.crt\n", "yaml: line 1: unknown key \"tls_config\" in the file", true),
        ["unknown key with an alias"] = (
            "basic_auth_users: &a\n  alice: " + Alice + "\nrate_limits: *a\n", "yaml: line 3: unknown key \"rate_limits\" in the file", true),
        ["unknown key of http_server_config"] = ("http_server_config: {http3: true}", "unknown key \"http3\" in http_server_config", true),
        ["unknown key of rate_limit"] = ("rate_limit: {intervall: 1s}", "unknown key \"intervall\" in rate_limit", true),
        ["key given twice"] = (ConfigFolder.Tls + "  key_file: other.key\n", "yaml: line 4: key \"key_file\" is given twice", true),
        ["user given twice"] = (Users + $"  alice: {Bob}\n", "yaml: line 4: key \"alice\" is given twice", true),
        ["section given twice"] = (Users + Users, "yaml: line 4: key \"basic_auth_users\" is given twice", true),
        ["merge key"] = ("tls_server_config: &tls\n  min_version: TLS12\nhttp_server_config:\n  <<: *tls\n", "unknown key \"<<\"", true),
        ["unknown anchor"] = ("tls_server_config: *nowhere\n", "yaml: line 1", true),
        ["anchor within itself"] = ("tls_server_config: &a\n  cipher_suites: [*a]\n", "yaml: line 2", true),
        ["tag"] = ("tls_server_config:\n  cert: !!binary AAAA\n", "tags", false),
        ["second document"] = (Users + "---\nrate_limit:\n", "yaml: line 4: the file has a second document", false),
        ["nested too deeply"] = (new string('[', 100_000), "nested too deeply", true),
        ["key that is no text"] = ("? [a]\n: b\n", "a key must be text", true),
        ["section that is a list"] = ("basic_auth_users: [alice]\n", "yaml: line 1: basic_auth_users must have the form key: value", true),
        ["text that is a mapping"] = ("tls_server_config:\n  key: {a: b}\n", "key must be text", true),
        ["list that is text"] = (ConfigFolder.Tls + "  cipher_suites: TLS_AES_128_GCM_SHA256\n", "cipher_suites must be a list", true),
        ["truth value in quotes"] = ("http_server_config:\n  http2: \"true\"\n", "http2 must be true or false", true),
        ["empty cert_file"] = ("tls_server_config:\n  cert_file: \"\"\n  key_file: server.key\n", "missing one of cert or cert_file", true),
        ["empty cert"] = ("tls_server_config:\n  cert: \"\"\n  key_file: server.key\n", "missing one of cert or cert_file", true),
        ["empty key_file"] = ("tls_server_config:\n  cert_file: server.crt\n  key_file: \"\"\n", "missing one of key or key_file", true),
        ["empty key"] = ("tls_server_config:\n  cert_file: server.crt\n  key: \"\"\n", "missing one of key or key_file", true),
        ["empty cert_file and key_file"] =
            ("tls_server_config:\n  cert_file: \"\"\n  key_file: \"\"\n  client_auth_type: NoClientCert\n", "missing one of cert or cert_file", true),
        ["no certificate file"] = ("tls_server_config:\n  cert_file: missing.crt\n  key_file: server.key\n", "no such file", true),
        ["no key file"] = ("tls_server_config:\n  cert_file: server.crt\n  key_file: missing.key\n", "no such file", true),
        ["neither certificate nor key file"] = ("tls_server_config:\n  cert_file: missing.crt\n  key_file: missing.key\n", "no such file", true),
        ["no client authority file"] =
            (ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: missing.crt\n", "no such file", true),
        ["client authority without a policy"] =
            (ConfigFolder.Tls + "  client_ca_file: ca.crt\n", "client CA's have been configured without a Client Auth Policy", true),
        ["client authority with NoClientCert"] = (
            ConfigFolder.Tls + "  client_auth_type: NoClientCert\n  client_ca_file: ca.crt\n",
            "client CA's have been configured without a Client Auth Policy",
            true),
        ["client authority that is a key"] = (
            ConfigFolder.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: server.key\n",
            "client_ca has no PEM certificate in it",
            false),
        ["key of another certificate"] =
            (ConfigFolder.Tls.Replace("server.key", "other.key", StringComparison.Ordinal), "key is not the unencrypted PEM private key", true),
        ["certificate that is a key"] = ("tls_server_config:\n  cert_file: server.key\n  key_file: server.key\n", "cert has no PEM certificate in it", true),
        ["certificate that is cut"] = (
            "tls_server_config:\n  cert: |\n    -----BEGIN CERTIFICATE-----\n    AAAA\n    -----END CERTIFICATE-----\n  key_file: server.key\n",
            "cert has a PEM block that is not a certificate",
            false),
        ["allowed names without required certificates"] = (
            ConfigFolder.Tls + "  client_auth_type: VerifyClientCertIfGiven\n  client_allowed_sans: [a]\n",
            "client_allowed_sans needs a client_auth_type",
            false),
        ["password that is no hash"] = (
            "basic_auth_users:\n  john: doe\n",
            "yaml: line 2: user \"john\": the value is not a bcrypt hash: use a bcrypt hash",
            true),
        ["line of htpasswd"] = ($"{Pasted}\n", $"yaml: line 1: {PastedAdvice}", true),
        ["lines of htpasswd"] = ($"{Pasted}\nbob:{Bob}\n", $"yaml: line 1: {PastedAdvice}", true),
        ["line of htpasswd before a section"] = ($"{Pasted}\n{Users}", $"yaml: line 1: {PastedAdvice}", true),
        ["line of htpasswd as users"] = ($"basic_auth_users:\n  {Pasted}\n", $"yaml: line 2: {PastedAdvice}", true),
        ["line of htpasswd in a list"] = ($"basic_auth_users:\n- carol\n- {Pasted}\n", $"yaml: line 3: {PastedAdvice}", true),
        ["line of htpasswd as the second user"] = (Users + $"  {Pasted}\n", $"yaml: line 4: {PastedAdvice}", true),
        ["line of htpasswd as the first user"] = ($"basic_auth_users:\n  {Pasted}\n  bob: {Bob}\n", $"yaml: line 2: {PastedAdvice}", true),
        ["line of htpasswd between users"] = (Users + $"  {Pasted}\n  carol: {Bob}\n", $"yaml: line 4: {PastedAdvice}", true),
        ["line of htpasswd in a comment"] = ($"# {Pasted}\na: [\n", "this is not YAML", true),
        ["line of htpasswd as a value"] = ($"basic_auth_users:\n  admin: {Pasted}\n", "not a bcrypt hash: use only the part after the colon", true),
        ["no password"] = ("basic_auth_users:\n  john:\n", "user \"john\": the value is not a bcrypt hash: it is empty", true),
        ["unknown cipher"] = (
            ConfigFolder.Tls + "  cipher_suites:\n  - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA2048\n",
            "yaml: line 5: unknown cipher: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA2048; docs/web-configuration.md lists the names for cipher_suites",
            true),
        ["cipher of no Go"] = (ConfigFolder.Tls + "  cipher_suites: [TLS_DHE_RSA_WITH_AES_128_GCM_SHA256]\n", "unknown cipher", true),
        ["suites without HTTP/2's"] =
            (ConfigFolder.Tls + "  max_version: TLS12\n  cipher_suites: [TLS_RSA_WITH_AES_128_CBC_SHA]\n", "cipher_suites is missing an HTTP/2-required", true),
        ["unknown curve"] = (ConfigFolder.Tls + "  curve_preferences: [CurveP257]\n", "yaml: line 4: unknown curve: CurveP257", true),
        ["curves"] = (ConfigFolder.Tls + "  curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]\n", "curve_preferences cannot be honoured", false),
        ["unknown version"] =
            (ConfigFolder.Tls + "  min_version: TLS111\n", "line 4: unknown TLS version: TLS111; min_version must be TLS10, TLS11, TLS12 or TLS13", true),
        ["versions the wrong way round"] = (ConfigFolder.Tls + "  min_version: TLS13\n  max_version: TLS12\n", "min_version is above max_version", false),
        ["unknown client_auth_type"] = (ConfigFolder.Tls + "  client_auth_type: x\n", "unknown client_auth_type: x; it must be NoClientCert, Request", true),
        ["header of another purpose"] = (
            "http_server_config:\n  headers:\n    Content-Type: text/plain\n",
            "yaml: line 3: HTTP header \"Content-Type\" cannot be configured; allowed are Content-Security-Policy, Strict-Transport-Security, ",
            true),
        ["header of another purpose with a mapping"] =
            ("http_server_config:\n  headers:\n    Content-Type:\n      a: b\n", "yaml: line 3: HTTP header \"Content-Type\" cannot be configured", true),
        ["header in small letters"] =
            ("http_server_config:\n  headers:\n    x-frame-options: deny\n", "HTTP header \"x-frame-options\" cannot be configured", true),
        ["unknown X-Frame-Options"] = ("http_server_config:\n  headers:\n    X-Frame-Options: foo\n", "invalid value for X-Frame-Options", true),
        ["unknown X-Content-Type-Options"] =
            ("http_server_config:\n  headers:\n    X-Content-Type-Options: foo\n", "invalid value for X-Content-Type-Options", true),
        ["header with a line break"] =
            ("http_server_config:\n  headers:\n    X-XSS-Protection: \"1\\r\\nSet-Cookie: a=b\"\n", "invalid value for X-XSS-Protection", false),
        ["interval without a unit"] = ("rate_limit: {interval: 5, burst: 1}", "interval must be a duration", false),
        ["interval below 0"] = ("rate_limit: {interval: -1s, burst: 1}", "interval must be a duration", false),
        ["burst below 0"] = ("rate_limit: {interval: 1s, burst: -1}", "burst must be a whole number", false),
        ["burst that is none"] = ("rate_limit: {interval: 1s, burst: many}", "burst must be a whole number", false),
    };

    /// <summary>Writes the file of a case, and another file that some cases name.</summary>
    public static ConfigFolder Folder(string? text)
    {
        var folder = new ConfigFolder(text);
        folder.Write("other.key", TestCertificates.Key(TestCertificates.Client));
        return folder;
    }

    private static string Block(string pem) =>
        string.Join("", pem.Split('\n').Select(static line => string.Create(CultureInfo.InvariantCulture, $"    {line}\n")));
}
