// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EcsExporter.Server.Files;

/// <summary>
/// Reads a regular file of bounded size. It rejects a FIFO, a device, a directory and a file that is too large, without waiting or reading it. Only a
/// file system that does not answer can block a read.
/// </summary>
internal static class SmallFile
{
    /// <summary>The limit for a file, in bytes: four times the size of a bundle of all public certificate authorities.</summary>
    public const int MaxBytes = 1024 * 1024;

    // The values of Linux on the processors that the exporter is built for (include/uapi/asm-generic/fcntl.h).
    private const int NonBlocking = 0x800;
    private const int CloseOnExecute = 0x80000;

    private const int NoEntry = 2;
    private const int NoDeviceOrAddress = 6;
    private const int AccessDenied = 13;
    private const int NotADirectory = 20;

    /// <summary>Returns the file's bytes, or null and the reason why they cannot be read.</summary>
    public static (byte[]? Content, string? Failure) Read(string path)
    {
        for (var size = 4 * 1024; ; size = Math.Min(8 * size, MaxBytes + 1))
        {
            var buffer = new byte[size];
            var (count, failure) = ReadBeginning(path, buffer);
            if (failure is not null)
            {
                return (null, failure);
            }

            if (count < size)
            {
                return (buffer[..count], null);
            }

            if (size > MaxBytes)
            {
                return (null, TooLarge);
            }
        }
    }

    /// <summary>Whether <see cref="Read"/> would return the same again. An unchanged file leaves no allocation behind.</summary>
    public static bool IsStill(string path, byte[]? content, string? failure)
    {
        if (content is null)
        {
            return Read(path).Failure == failure;
        }

        // One more byte shows that a file has grown.
        var size = content.Length + 1;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var (count, failureNow) = ReadBeginning(path, buffer.AsSpan(0, size));
            return failureNow is null && buffer.AsSpan(0, count).SequenceEqual(content);
        }
        finally
        {
            // The file may be a private key.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static string TooLarge { get; } = $"is larger than {MaxBytes / 1024 / 1024} MiB";

    /// <summary>Fills the buffer, or reads to the end of the file.</summary>
    private static (int Count, string? Failure) ReadBeginning(string path, Span<byte> buffer)
    {
        try
        {
            using var file = Open(path);

            // GetLength throws for a FIFO, a socket or a terminal, because they have no length.
            if (RandomAccess.GetLength(file) > MaxBytes)
            {
                return (0, TooLarge);
            }

            var count = 0;
            while (count < buffer.Length && RandomAccess.Read(file, buffer[count..], count) is > 0 and var read)
            {
                count += read;
            }

            return (count, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return (0, Describe(error, path));
        }
    }

    /// <summary>Opens a file without waiting. By default, opening a FIFO blocks until another process opens it for writing (fifo(7)).</summary>
    private static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            // open(2) would take the part before the zero byte as the path.
            throw new FileNotFoundException();
        }

        var handle = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(path + '\0'), NonBlocking | CloseOnExecute), ownsHandle: true);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw error switch
        {
            NoEntry or NotADirectory => new FileNotFoundException(),
            AccessDenied => new UnauthorizedAccessException(),

            // The path is a socket (open(2)).
            NoDeviceOrAddress => new NotSupportedException(),

            // The system's message, because the published binary lacks the runtime's messages.
            _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
        };
    }

    private static string Describe(Exception error, string path) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        _ when Directory.Exists(path) => "is a directory",
        UnauthorizedAccessException => "permission denied",
        NotSupportedException => "is not a regular file",
        _ => error.Message,
    };

    // The path must end with a zero byte.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr Open(byte[] path, int flags);
}
