// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests that no output of the process contains a secret, whatever its source.</summary>
[Trait("Category", "BlackBox")]
public sealed class SecretTests
{
    private const string Password = "alice123";
    private const string WrongPassword = "hunter2-wrong";
    private const string UriPassword = "uri-passw0rd";
    private const string Broken = "unfinished-secret";

    private static readonly Dictionary<string, string> Variables = new()
    {
        ["AWS_SECRET_ACCESS_KEY"] = "variable-secret-1",
        ["AWS_SESSION_TOKEN"] = "variable-secret-2",
        ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/variable-secret-3",
        ["DATABASE_PASSWORD"] = "variable-secret-4",
        ["ECS_EXPORTER_LOG_LEVEL"] = "debug",
    };

    private static readonly string Key = TestCertificates.Key(TestCertificates.Server);

    private static readonly string[] Secrets =
    [
        Password, WrongPassword, UriPassword, Broken, "variable-secret", FileCases.Alice, FileCases.Bob, FileCases.Alice[7..29], FileCases.Alice[29..],
        Key.Split('\n')[1], Basic($"alice:{Password}"), Basic($"alice:{WrongPassword}"), Basic($"mallory:{WrongPassword}"), "not-base64!",
    ];

    private static readonly string[] Credentials =
        [Basic($"alice:{Password}"), Basic($"alice:{WrongPassword}"), Basic($"mallory:{WrongPassword}"), "not-base64!"];

    private static readonly string[] Pages = ["metrics", "", "-/ready", "nowhere", "metrics?password=hunter2-wrong"];

    [Fact]
    public async Task Serve_SecretsEverywhere_SaysNoneOfThem()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var address = new UriBuilder(endpoint.MetadataUri) { UserName = "agent", Password = UriPassword }.Uri;
        using var folder = new ConfigFolder(FileCases.Users);
        await using var exporter = await ExporterProcess.StartAsync(
            new ExporterStart($"--ecs.metadata-uri={address}", "--ecs.cache-ttl=0", $"--web.config.file={folder.ConfigPath}") { Environment = Variables });
        var said = new StringBuilder();

        await AskAsync(exporter, said);
        endpoint.Faults.InjectAll(Fault.InternalError);
        await AskAsync(exporter, said);
        endpoint.Faults.InjectAll(Fault.Html);
        foreach (var broken in BrokenFiles())
        {
            folder.Write(broken);
            await AskAsync(exporter, said);
        }

        folder.Write(FileCases.Users);
        await AskAsync(exporter, said);
        var end = await exporter.StopAsync();

        Assert.Contains("ecs_up 1", said.ToString(), StringComparison.Ordinal);
        Assert.Contains(end.Log, line => line.Level == "DEBUG");
        Assert.Contains(end.Log, line => line.Level == "ERROR");
        AssertSaysNoSecret(string.Join('\n', end.Errors));
        AssertSaysNoSecret(said.ToString());
    }

    [Fact]
    public async Task Serve_SecretsInTheTlsSettings_SaysNoneOfThem()
    {
        var inline = string.Concat(Key.Split('\n').Select(line => $"    {line}\n"));
        using var folder = new ConfigFolder($"tls_server_config:\n  cert_file: server.crt\n  key: |\n{inline}{FileCases.Users}");
        await using var exporter = await ExporterProcess.StartAsync(new ExporterStart($"--web.config.file={folder.ConfigPath}") { Environment = Variables });
        string[] healthCheck = ["healthcheck", $"--web.config.file={folder.ConfigPath}", $"--web.listen-address={exporter.BaseAddress.Authority}"];

        Assert.Equal(0, (await ExporterProcess.RunAsync(healthCheck)).ExitCode);
        var unusable = inline.Replace("PRIVATE KEY", "PRIVATE KEYS", StringComparison.Ordinal);
        folder.Write($"tls_server_config:\n  cert_file: server.crt\n  key: |\n{unusable}{FileCases.Users}");
        _ = await ExporterProcess.RunAsync(healthCheck);
        var end = await exporter.StopAsync();

        Assert.Contains(end.Log, line => line.Level == "ERROR");
        AssertSaysNoSecret(string.Join('\n', end.Errors));
    }

    [Fact]
    public async Task Start_SecretsInWhatIsWrong_SaysNoneOfThem()
    {
        foreach (var broken in BrokenFiles())
        {
            using var folder = new ConfigFolder(broken);
            AssertSaysNoSecret(await ExporterProcess.RunAsync(new ExporterStart($"--web.config.file={folder.ConfigPath}") { Environment = Variables }));
        }

        AssertSaysNoSecret(
            await ExporterProcess.RunAsync(new ExporterStart($"--ecs.metadata-uri=ftp://agent:{UriPassword}@127.0.0.1/") { Environment = Variables }));
    }

    private static IEnumerable<string> BrokenFiles() =>
    [
        $"basic_auth_users:\n  alice: {Broken}\n",
        $"basic_auth_users:\n  alice: {FileCases.Alice}x\n",
        $"basic_auth_users:\n  alice: {FileCases.Alice.Replace("$2y$04$", "$2y$99$", StringComparison.Ordinal)}\n",
        $"basic_auth_users:\n  alice: [{Broken}]\n",
        $"basic_auth_users:\n  alice: \"{FileCases.Alice}\n",
        $"basic_auth_users:\n\talice: {FileCases.Alice}\n",
        $"basic_auth_users: {FileCases.Alice}\n",
        $"basic_auth_users:\n{FileCases.Alice}: alice\n",
        $"basic_auth_users:\n  {FileCases.Alice}: alice\n",
        $"tls_server_config:\n  ? |\n    {Key.Split('\n')[1]}\n  : x\n",
    ];

    /// <summary>Requests every page with every set of credentials, and records the answers with their headers.</summary>
    private static async Task AskAsync(ExporterProcess exporter, StringBuilder said)
    {
        foreach (var page in Pages)
        {
            foreach (var credentials in Credentials)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, page);
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
                using var answer = await exporter.Http.SendAsync(request, TestContext.Current.CancellationToken);
                _ = said.Append(answer).Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }
    }

    private static void AssertSaysNoSecret(ExporterResult result)
    {
        Assert.Equal(1, result.ExitCode);
        Assert.NotEmpty(result.Errors);
        AssertSaysNoSecret(string.Join('\n', [result.Output, .. result.Errors]));
    }

    private static void AssertSaysNoSecret(string text) =>
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

    private static string Basic(string credentials) => Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
}
