// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>Reads files and remembers what was in them, so that it can say whether they still are the same.</summary>
internal sealed class FileReader
{
    private readonly List<(string Path, byte[]? Content, string? Failure)> _read = [];

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="WebConfigException">It cannot be read.</exception>
    public byte[] Read(string path)
    {
        var (content, failure) = TryRead(path);
        _read.Add((path, content, failure));
        return content ?? throw new WebConfigException($"{path}: {failure}");
    }

    /// <summary>
    /// Whether every file has the bytes it had, or fails as it did. Whole contents are compared: the files are small, and sizes
    /// and times miss two changes within one tick of the file system's clock, files that keep their time when they are copied,
    /// and the links that are switched where a platform mounts its secrets.
    /// </summary>
    public bool IsCurrent()
    {
        foreach (var (path, content, failure) in _read)
        {
            var (contentNow, failureNow) = TryRead(path);
            if (failure != failureNow || !content.AsSpan().SequenceEqual(contentNow))
            {
                return false;
            }
        }

        return true;
    }

    private static (byte[]? Content, string? Failure) TryRead(string path)
    {
        try
        {
            return (File.ReadAllBytes(path), null);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "no such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            return (null, Directory.Exists(path) ? "is a directory" : "permission denied");
        }
        catch (Exception error) when (error is IOException or NotSupportedException or ArgumentException)
        {
            return (null, error.Message);
        }
    }
}
