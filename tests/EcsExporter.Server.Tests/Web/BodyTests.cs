// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using EcsExporter.Server.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EcsExporter.Server.Tests.Web;

public sealed class BodyTests
{
    [Fact]
    public async Task HandOver_ClientLeavesWhileTheBodyIsCopied_AbortsTheRequestAndIsNoError()
    {
        var context = new DefaultHttpContext();
        var connection = new LostConnection();
        context.Features.Set<IHttpResponseBodyFeature>(connection);
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);

        await Body.HandOverAsync(context, "text/plain", new byte[100]);

        Assert.True(connection.IsAborted);
    }

    private sealed class LostConnection : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public Stream Stream => Stream.Null;

        public PipeWriter Writer { get; } = new WriterThatRunsOut();

        public void Abort() => IsAborted = true;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }

    /// <summary>Gives room for ten bytes and then none, as the server's does when the connection is closed in between.</summary>
    private sealed class WriterThatRunsOut : PipeWriter
    {
        private Memory<byte> _room = new byte[10];

        public override Memory<byte> GetMemory(int sizeHint = 0) => _room;

        public override Span<byte> GetSpan(int sizeHint = 0) => _room.Span;

        public override void Advance(int bytes) => _room = Memory<byte>.Empty;

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;
    }
}
