// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Attack.Harness;

/// <summary>A folder with a self-signed certificate, its key, and a web configuration file that names both.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attack-");

    public TlsFiles()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=ecs_exporter under attack", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        File.WriteAllText(CertificatePath, Certificate.ExportCertificatePem());
        File.WriteAllText(In("tls.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(WebConfigPath, "tls_server_config:\n  cert_file: tls.crt\n  key_file: tls.key\n");
    }

    public X509Certificate2 Certificate { get; }

    public string CertificatePath => In("tls.crt");

    public string WebConfigPath => In("web.yml");

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
