// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Holds the body of an answer. Task definitions contain secrets, so the bytes are cleared as soon as they have been parsed.
/// </summary>
internal sealed class ApiBody : IDisposable
{
    /// <summary>
    /// The limit for a body. A hundred tasks with a dozen containers each take about 1 MB, ten services with all their events 300 kB.
    /// </summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const int FirstBytes = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;

    /// <summary>The bytes read so far.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Reads the stream to its end. Returns false when it has more than <see cref="MaxBytes"/>.</summary>
    public async Task<bool> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        for (int read; (read = await stream.ReadAsync(_bytes.AsMemory(_length), cancellationToken)) > 0;)
        {
            _length += read;
            if (_length > MaxBytes)
            {
                return false;
            }

            if (_length == _bytes.Length)
            {
                Grow();
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _length = 0;
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * _bytes.Length);
        _bytes.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = larger;
    }
}
