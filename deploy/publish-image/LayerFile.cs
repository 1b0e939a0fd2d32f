// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.IO.Compression;

namespace EcsExporter.PublishImage;

/// <summary>A file of the image.</summary>
/// <param name="Path">Its path, without the leading slash.</param>
/// <param name="Content">Its content.</param>
/// <param name="IsExecutable">Whether everybody may execute it.</param>
internal sealed record LayerFile(string Path, byte[] Content, bool IsExecutable)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// A layer as a tar archive: the folders above the files, then the files, all of root and with one date. The ustar format has no extended
    /// headers, in whose names .NET writes the process id.
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

    /// <summary>The archive as registries take it. The header of .NET's gzip has no date.</summary>
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
