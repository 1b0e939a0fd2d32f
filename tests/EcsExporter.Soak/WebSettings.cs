// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Soak;

/// <summary>The web configuration file, which changes repeatedly: other users, other limits, broken, removed.</summary>
internal sealed class WebSettings : IDisposable
{
    private const string Alice = "  alice: $2y$04$N9qo8uLOickgx2ZMRZoMye7wmc2gfKnRYTs8YU6AhgNJU8ASDCkAO\n";

    // The hash of a password that no client tries.
    private const string Bob = "  bob: $2y$04$abcdefghijklmnopqrstuuxMIGJw4z5t5.zWyBX.fnFXS3nFtSdqu\n";

    private static readonly string[] Texts =
    [
        "basic_auth_users:\n" + Alice,
        "basic_auth_users:\n" + Alice + Bob,
        "basic_auth_users:\n" + Bob,
        "basic_auth_users:\n" + Alice + "rate_limit: {interval: 50ms, burst: 10}\n",
        "basic_auth_users:\n" + Alice + "http_server_config:\n  headers:\n    X-Frame-Options: deny\n",
        "basic_auth_users:\n  alice: no-hash\n",
        "basic_auth_users: [\n",
        "unknown: {}\n",
        "",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("soak-");

    public WebSettings() => WriteDefault();

    public string Path => System.IO.Path.Combine(_folder.FullName, "web.yml");

    /// <summary>Writes the configuration with which every scrape with the right password succeeds.</summary>
    public void WriteDefault() => File.WriteAllText(Path, Texts[0]);

    /// <summary>
    /// Writes a configuration, by a rename or in place, or removes the file. At least half of the configurations are the default one.
    /// </summary>
    public void Change(Random random)
    {
        var text = random.Next(2) == 0 ? Texts[0] : Texts[random.Next(Texts.Length)];
        switch (random.Next(10))
        {
            case < 5:
                File.WriteAllText($"{Path}.new", text);
                File.Move($"{Path}.new", Path, overwrite: true);
                break;
            case < 9:
                File.WriteAllText(Path, text);
                break;
            default:
                File.Delete(Path);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
