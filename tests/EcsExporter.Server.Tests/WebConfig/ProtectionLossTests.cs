// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.WebConfig;
using EcsExporter.Server.WebConfig.Files;
using EcsExporter.Server.WebConfig.Tls;

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class ProtectionLossTests
{
    private const string ClientCertificates =
        ConfigFolder.Tls
            + "  client_auth_type: RequireAnyClientCert\n  client_ca_file: ca.crt\n  client_allowed_sans:\n    - a.example.org\n    - b.example.org\n";

    private const string Limit = "rate_limit:\n  interval: 1s\n  burst: 5\n";

    /// <summary>The content of a file that an editor has begun to write, or that a crash has damaged.</summary>
    private static readonly string[] Blank =
    [
        "", "\n", " \n\t\n", "\r\n", "# a comment", "# a comment\n---\n# another\n", "---", "---\n", "---\n...\n", "null", "~", "Null", "NULL", "--- ~\n",
        "\ufeff", "\ufeff\n", "\0", "\0\0\0\0", "\u0001", "\u007f", "\u0085", "{}\0", "\ufeff\ufeff", "\ufffe", "''",
        "\"\"", "[]", "? ", "{", "%YAML 1.2\n---\n",
        "basic_auth_users:", "basic_auth_users: ", "basic_auth_users:\n", "basic_auth_users: {}", "basic_auth_users: ~", "basic_auth_users: null",
        "basic_auth_users: ''", "basic_auth_users: []", "tls_server_config:", "tls_server_config: {}", "http_server_config:\n", "rate_limit: ~",
        "tls_server_config:\nbasic_auth_users:\nhttp_server_config: {}\n", "{ # cut", "{basic_auth_users: {}}",
    ];

    public static TheoryData<string> Protected => [FileCases.Users, ConfigFolder.Tls, ConfigFolder.Tls + FileCases.Users, ClientCertificates, Limit];

    public static TheoryData<string> WithUsers => new()
    {
        { FileCases.Users },
        { "# who may scrape\n\n" + FileCases.Users + Limit },
        { Limit + "http_server_config:\n  headers:\n    X-Frame-Options: deny\n" + FileCases.Users },
        { ConfigFolder.Tls + FileCases.Users },
        { FileCases.Users + ConfigFolder.Tls },
        { ClientCertificates + FileCases.Users },
        { $"{{rate_limit: {{interval: 1s, burst: 5}}, basic_auth_users: {{alice: {FileCases.Alice}, \"bob\": '{FileCases.Bob}'}}}}\n" },
        { $"---\nbasic_auth_users:\n  ? alice\n  : &a {FileCases.Alice}\n  copy: *a\n...\n" },
        { "\ufeff" + FileCases.Users.Replace("\n", "\r\n", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Protected))]
    public void Check_NothingLeftOfAFileThatProtected_IsBroken(string text)
    {
        foreach (var blank in Blank)
        {
            var loss = new ProtectionLoss();
            Take(loss, text);

            // The file is rejected the second time as well.
            Assert.Throws<WebConfigException>(() => Take(loss, blank));
            Assert.Throws<WebConfigException>(() => Take(loss, blank));
            Take(loss, text);
        }
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public void Check_ExplicitlyEmpty_IsTaken(string text)
    {
        foreach (var empty in new[] { "{}", "{}\n", "{ }", "---\n{}\n...\n", "# open\n{} # to all\n", "\ufeff{}" })
        {
            var loss = new ProtectionLoss();
            Take(loss, text);
            Take(loss, empty);

            // The configuration in use no longer protects anything, so the empty file is accepted.
            Take(loss, "");
        }
    }

    [Theory]
    [MemberData(nameof(WithUsers))]
    public void Check_FileCutAtAnyByte_NeverServesWithoutPasswords(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            var loss = new ProtectionLoss();
            Take(loss, text);
            WebConfiguration? cut = null;
            try
            {
                cut = Take(loss, bytes.AsSpan(0, length));
            }
            catch (WebConfigException)
            {
                // The configuration is rejected, so no client is served without protection.
            }

            Assert.True(cut is null || cut.Users.Count > 0, $"cut after {length} bytes");
        }
    }

    [Fact]
    public void Check_FileCutAtAnyByte_NeverServesWithoutClientCertificates()
    {
        var bytes = Encoding.UTF8.GetBytes(ClientCertificates);
        for (var length = 0; length < bytes.Length; length++)
        {
            var loss = new ProtectionLoss();
            Take(loss, ClientCertificates);
            WebConfiguration? cut = null;
            try
            {
                cut = Take(loss, bytes.AsSpan(0, length));
            }
            catch (WebConfigException)
            {
                // The configuration is rejected, so no client is served without protection.
            }

            // Without a key or a known type no connection is accepted, and a truncated user name is not the name of any client.
            Assert.True(
                cut is null or { Tls.HasKey: false } or { Tls: { ClientAuthenticationName: not null, ClientAllowedNames.Count: > 0 } }
                    || TlsNames.Authentication(cut.Tls.ClientAuthenticationName) is null,
                $"cut after {length} bytes");
        }
    }

    [Theory]
    [InlineData(
        "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "  client_auth_type: RequireAndVerifyClientCert\n", "client_ca_file")]
    [InlineData(
        "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "  client_auth_type: VerifyClientCertIfGiven\n", "client_ca_file")]
    [InlineData("  client_auth_type: RequireAndVerifyClientCert\n", "", "client_auth_type")]
    [InlineData("  client_auth_type: VerifyClientCertIfGiven\n", "  client_auth_type:\n", "client_auth_type")]
    [InlineData("  client_auth_type: RequireClientCert\n  client_allowed_sans: [a]\n", "  client_auth_type: RequireClientCert\n", "client_allowed_sans")]
    [InlineData(
        "  client_auth_type: RequireClientCert\n  client_allowed_sans: [a]\n",
        "  client_auth_type: RequireClientCert\n  client_allowed_sans:\n",
        "client_allowed_sans")]
    [InlineData("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "  client_auth_type: NoClientCert\n", null)]
    [InlineData("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n", "  client_auth_type: RequireAnyClientCert\n", null)]
    [InlineData(
        "  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: [a, b]\n",
        "  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: [a]\n",
        null)]
    [InlineData(
        "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n",
        "  client_auth_type: RequireAndVerifyClientCert\n  client_ca: text\n",
        null)]
    [InlineData("  client_auth_type: NoClientCert\n", "", null)]
    [InlineData("", "  min_version: TLS13\n", null)]
    public void Check_LessIsAskedOfClients_IsTakenIfTheFileSaysSo(string before, string after, string? missing)
    {
        var loss = new ProtectionLoss();
        Take(loss, ConfigFolder.Tls + before);

        var error = Record.Exception(() => Take(loss, ConfigFolder.Tls + after));

        Assert.Equal(missing is null, error is null);
        Assert.StartsWith(missing ?? "", error?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Check_FirstFile_MaySayNothing()
    {
        foreach (var text in new[] { "", "# nothing yet\n", "---\n", "basic_auth_users:\n" })
        {
            var loss = new ProtectionLoss();

            Take(loss, text);
            Take(loss, text);
            Take(loss, FileCases.Users);
            Assert.Throws<WebConfigException>(() => Take(loss, text));
        }
    }

    private static void Take(ProtectionLoss loss, string text) => _ = Take(loss, Encoding.UTF8.GetBytes(text));

    private static WebConfiguration Take(ProtectionLoss loss, ReadOnlySpan<byte> bytes)
    {
        var configuration = WebConfigParser.Parse(bytes);
        loss.Check(configuration);
        return configuration;
    }
}
