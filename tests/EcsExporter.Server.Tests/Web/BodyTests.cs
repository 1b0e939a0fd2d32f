// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using EcsExporter.Server.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EcsExporter.Server.Tests.Web;

public sealed class BodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32 * 1024)]
    [InlineData(1_000_000)]
    public async Task Send_Body_ArrivesWhole(int length)
    {
        var body = new byte[length];
        new Random(1).NextBytes(body);
        var context = new DefaultHttpContext();
        var received = new MemoryStream();
        context.Response.Body = received;

        await Body.SendAsync(context, body, body.Length);

        Assert.Equal(body, received.ToArray());
        Assert.Equal(length, context.Response.ContentLength);
    }

    [Fact]
    public async Task Send_ForHead_SaysTheLengthAndSendsNothing()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Head;
        var received = new MemoryStream();
        context.Response.Body = received;

        await Body.SendAsync(context, new byte[100], 100);

        Assert.Equal(0, received.Length);
        Assert.Equal(100, context.Response.ContentLength);
    }

    [Fact]
    public async Task Send_ClientTakesNothing_IsCutOff()
    {
        var context = new DefaultHttpContext();
        var connection = new StalledConnection();
        context.Features.Set<IHttpResponseBodyFeature>(connection);
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);

        await Body.SendAsync(context, new byte[100_000], 100_000);

        Assert.True(connection.IsAborted);
    }

    /// <summary>A connection whose writes never complete, like those to a client that does not read.</summary>
    private sealed class StalledConnection : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));

        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public Stream Stream => Stream.Null;

        public PipeWriter Writer => _pipe.Writer;

        public void Abort() => IsAborted = true;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
