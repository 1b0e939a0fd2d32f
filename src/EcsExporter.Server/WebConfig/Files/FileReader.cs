// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig.Files;

/// <summary>Reads files, and remembers their contents to tell whether they have changed since.</summary>
internal sealed class FileReader
{
    private readonly List<(string Path, byte[]? Content, string? Failure)> _read = [];
    private volatile string _path = "";

    /// <summary>The file that is being read, or was read last. Other threads may ask for it while a read takes long.</summary>
    public string Path => _path;

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="WebConfigException">The file cannot be read.</exception>
    public byte[] Read(string path)
    {
        _path = path;
        var (content, failure) = SmallFile.Read(path);
        _read.Add((path, content, failure));
        return content ?? throw new WebConfigException($"{path}: {failure}");
    }

    /// <summary>
    /// Whether every file has the same bytes as before, or fails as before; false if none was read. The comparison covers whole contents, because
    /// the files are small, and sizes and times miss two changes within one tick of the file system's clock, files that keep their time when they
    /// are copied, and the links that are switched where a platform mounts its secrets.
    /// </summary>
    public bool IsCurrent()
    {
        foreach (var (path, content, failure) in _read)
        {
            _path = path;
            if (!SmallFile.IsStill(path, content, failure))
            {
                return false;
            }
        }

        return _read.Count > 0;
    }
}
