// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>A file of <c>/proc</c> that is read again and again: opened once, as each reading from its beginning gives the figures of that moment.</summary>
internal sealed class ProcFile(string path)
{
    private SafeFileHandle? _handle;

    /// <summary>The file's content, as far as it fits into <paramref name="buffer"/>; empty if it cannot be read.</summary>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        try
        {
            _handle ??= File.OpenHandle(path);
            var length = 0;
            for (int read; (read = RandomAccess.Read(_handle, buffer[length..], length)) > 0;)
            {
                length += read;
            }

            return buffer[..length];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }
}
