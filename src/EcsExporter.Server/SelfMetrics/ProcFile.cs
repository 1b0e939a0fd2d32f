// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// A file of <c>/proc</c> that is read again and again. It stays open, as each reading from its beginning gives the figures of that moment.
/// </summary>
internal sealed class ProcFile : IDisposable
{
    private readonly SafeFileHandle? _handle;

    public ProcFile(string path)
    {
        try
        {
            _handle = File.OpenHandle(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A system without it, or a sandbox that hides it: its figures are absent.
        }
    }

    /// <summary>The file's content, as far as it fits into <paramref name="buffer"/>; empty if it cannot be read.</summary>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        if (_handle is null)
        {
            return [];
        }

        try
        {
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

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();
}
