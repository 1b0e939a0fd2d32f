// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EcsExporter.Server.Tests.WebConfig;

/// <summary>A folder with a web configuration file and the files that it names: <c>server.crt</c>, <c>server.key</c>, <c>ca.crt</c>.</summary>
internal sealed class ConfigFolder : IDisposable
{
    /// <summary>The lines that name the server's certificate.</summary>
    public const string Tls = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

    /// <summary>Things that can be in place of a file, and a part of the error about each.</summary>
    public static IReadOnlyDictionary<string, string> NoFiles { get; } = new Dictionary<string, string>
    {
        ["FIFO"] = "is not a regular file",
        ["directory"] = "is a directory",
        ["device"] = "is larger than 1 MiB",
        ["socket"] = "is not a regular file",
        ["600 MB"] = "is larger than 1 MiB",
        ["missing"] = "no such file or directory",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("web-config-");
    private Socket? _socket;

    /// <param name="text">The text of the file; null for no file.</param>
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

    /// <summary>Replaces a file with something that is not a regular file.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="kind">A key of <see cref="NoFiles"/>.</param>
    public void Replace(string name, string kind)
    {
        var path = PathOf(name);
        File.Delete(path);
        switch (kind)
        {
            case "FIFO":
                using (var mkfifo = Process.Start("mkfifo", [path]))
                {
                    mkfifo.WaitForExit();
                    Assert.Equal(0, mkfifo.ExitCode);
                }

                break;
            case "directory":
                _ = Directory.CreateDirectory(path);
                break;
            case "device":
                _ = File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "socket":
                // The socket stays open, because closing it deletes the file.
                _socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                _socket.Bind(new UnixDomainSocketEndPoint(path));
                break;
            case "600 MB":
                using (var file = File.Create(path))
                {
                    file.SetLength(600 * 1000 * 1000);
                }

                break;
            case "missing":
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    /// <summary>Removes a file, or its replacement by <see cref="Replace"/>.</summary>
    public void Clear(string name)
    {
        var path = PathOf(name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        File.Delete(path);
    }

    public void WriteServer(X509Certificate2 certificate)
    {
        Write("server.crt", certificate.ExportCertificatePem());
        Write("server.key", TestCertificates.Key(certificate));
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _folder.Delete(recursive: true);
    }
}
