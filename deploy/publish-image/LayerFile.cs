// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.IO.Compression;

namespace EcsExporter.PublishImage;

/// <summary>A file of the image.</summary>
/// <param name="Path">The path, without the leading slash.</param>
/// <param name="Content">The content.</param>
/// <param name="IsExecutable">Whether all users may execute the file.</param>
internal sealed record LayerFile(string Path, byte[] Content, bool IsExecutable)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Creates a layer as a tar archive: the parent folders of the files, then the files. All entries belong to root and have the same date. The
    /// format is ustar, because .NET writes the process id into the names of the extended headers of other formats.
    /// </summary>
    public static byte[] Archive(IReadOnlyList<LayerFile> files, DateTimeOffset date)
    {
        using var buffer = new MemoryStream();
        using (var writer = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in files.SelectMany(file => FoldersAbove(file.Path)).Distinct())
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder) { Mode = Executable, ModificationTime = date });
            }

            foreach (var file in files)
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file.Path)
                {
                    Mode = file.IsExecutable ? Executable : Readable,
                    ModificationTime = date,
                    DataStream = new MemoryStream(file.Content),
                });
            }
        }

        return buffer.ToArray();
    }

    /// <summary>Compresses the archive with gzip. The gzip header that .NET writes has no date.</summary>
    public static byte[] Compress(byte[] archive)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(archive);
        }

        return buffer.ToArray();
    }

    private static IEnumerable<string> FoldersAbove(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..(slash + 1)];
        }
    }
}
