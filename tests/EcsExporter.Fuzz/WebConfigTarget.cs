// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EcsExporter.Server.WebConfig;
using EcsExporter.Server.WebConfig.Files;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Fuzz;

/// <summary>Fuzzes a web configuration file: it can be read, or the error has a message that contains no secrets.</summary>
internal sealed class WebConfigTarget : FuzzTarget
{
    private const string Hash = "$2y$04$N9qo8uLOickgx2ZMRZoMye7wmc2gfKnRYTs8YU6AhgNJU8ASDCkAO";
    private const string NoFolder = "/nonexistent";

    private readonly byte[][] _files;
    private readonly string[] _secrets;

    public WebConfigTarget()
        : base("web-config")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        _files = [.. Files(key, pem).Select(Encoding.UTF8.GetBytes)];

        // The pieces are longer than the keys that messages quote, and short enough to be found when the rest of the secret is damaged.
        _secrets = [Hash[^40..], pem.Split('\n')[1][^40..]];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random) => [ByteMutator.Mutate(_files[random.Next(_files.Length)], random)];

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input)
    {
        try
        {
            var configuration = WebConfigParser.Parse(input[0]);
            if (configuration.Tls.IsEnabled)
            {
                _ = ServerTlsOptions.Load(configuration.Tls, configuration.Http.Http2, NoFolder, new FileReader(), TimeProvider.System);
            }
        }
        catch (WebConfigException error)
        {
            if (_secrets.Any(secret => error.Message.Contains(secret, StringComparison.Ordinal)))
            {
                throw new FormatException($"the error quotes a secret: {error.Message}");
            }
        }
    }

    private static IEnumerable<string> Files(ECDsa key, string pem)
    {
        var request = new CertificateRequest("CN=fuzz", key, HashAlgorithmName.SHA256);
        var begin = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(begin, begin.AddYears(100));
        yield return $"tls_server_config:\n  cert: |\n{Block(certificate.ExportCertificatePem())}  key: |\n{Block(pem)}";
        yield return "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n  client_auth_type: RequireAndVerifyClientCert\n"
            + "  client_ca_file: ca.crt\n  client_allowed_sans: [a.example.org]\n  min_version: TLS12\n  max_version: TLS13\n"
            + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n  curve_preferences: []\n  prefer_server_cipher_suites: no\n";
        yield return $"basic_auth_users:\n  alice: &hash {Hash}\n  copy: *hash\n  \"bob\": '{Hash}'\n";
        yield return "http_server_config:\n  http2: true\n  headers:\n    X-Frame-Options: sameorigin\n"
            + "    Strict-Transport-Security: max-age=1\n    X-XSS-Protection: 1\n";
        yield return "rate_limit:\n  interval: \"1m30s\"\n  burst: 5\n";
        yield return "{tls_server_config: ~, http_server_config: {}, \"rate_limit\": {interval: 0, burst: 0}} # all\n---\n...\n";
        yield return "# nothing\n%YAML 1.2\n---\n? a\n: - [b, {c: !!str d}]\n<<: *e\n|\n  text\n>\n  folded\n";
    }

    private static string Block(string pem) => string.Concat(pem.Split('\n').Select(line => $"    {line}\n"));
}
