// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.Tests.Aws;

/// <summary>A connection to a server that sends a fixed answer and then closes the connection or sends nothing more.</summary>
/// <param name="answer">The answer.</param>
/// <param name="isOpen">Whether the server leaves the connection open afterwards.</param>
internal sealed class ScriptedStream(ReadOnlyMemory<byte> answer, bool isOpen) : Stream
{
    private readonly MemoryStream _received = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _rest = answer;

    /// <summary>The bytes that the client has sent so far, as text.</summary>
    public string Received => Encoding.Latin1.GetString(_received.ToArray());

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty && isOpen)
        {
            // HttpClient cancels a request by closing the connection.
            await _closed.Task.WaitAsync(cancellationToken);
            throw new IOException("closed");
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _received.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _ = _closed.TrySetResult();
        base.Dispose(disposing);
    }
}
