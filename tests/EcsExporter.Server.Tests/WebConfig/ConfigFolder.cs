// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>A folder with a web configuration file and what it names: <c>server.crt</c> and <c>server.key</c>, <c>ca.crt</c>.</summary>
internal sealed class ConfigFolder : IDisposable
{
    /// <summary>The lines that name the server's certificate.</summary>
    public const string Tls = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("web-config-");

    /// <param name="text">The file's text; null leaves it out.</param>
    public ConfigFolder(string? text)
    {
        WriteServer(TestCertificates.Server);
        Write("ca.crt", TestCertificates.Root.ExportCertificatePem());
        if (text is not null)
        {
            Write(text);
        }
    }

    /// <summary>The path of the configuration file.</summary>
    public string ConfigPath => PathOf("web.yml");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Replaces the configuration file.</summary>
    public void Write(string text) => Write("web.yml", text);

    public void Write(string name, string text) => File.WriteAllBytes(PathOf(name), Encoding.UTF8.GetBytes(text));

    public void WriteServer(X509Certificate2 certificate)
    {
        Write("server.crt", certificate.ExportCertificatePem());
        Write("server.key", TestCertificates.Key(certificate));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
