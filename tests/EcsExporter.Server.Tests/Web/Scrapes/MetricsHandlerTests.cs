// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Simulator;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using EndpointDocument = EcsExporter.Simulator.Documents.EndpointDocument;

namespace EcsExporter.Server.Tests.Web.Scrapes;

/// <summary>Tests that the handler counts each scrape once, by the status of its answer.</summary>
public sealed class MetricsHandlerTests
{
    [Theory]
    [InlineData("GET", "", 1)]
    [InlineData("GET", "gzip", 1)]
    [InlineData("HEAD", "", 0)]
    [InlineData("POST", "", 1)]
    public async Task Handle_Answered_CountsOnce(string method, string encoding, int flushes)
    {
        using var exporter = Create();
        var (context, response) = Request(method, encoding);

        await Handler(exporter).HandleAsync(context);

        Assert.Equal((200, flushes), (context.Response.StatusCode, response.Flushes));
        Assert.Equal("200 1, 500 0, 503 0", Counts(exporter));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Handle_FailsAfterRendering_CountsTheFailureAlone(string method)
    {
        using var exporter = Create();
        var (context, response) = Request(method);
        response.FailuresToStart = 1;

        await Handler(exporter).HandleAsync(context);

        Assert.Equal(500, context.Response.StatusCode);
        Assert.Equal("200 0, 500 1, 503 0", Counts(exporter));
    }

    [Fact]
    public async Task Handle_ExpositionTooLarge_Is500AndCountedAsSuch()
    {
        using var exporter = Create();
        var (context, _) = Request("GET");

        await Handler(exporter, maxExpositionBytes: 1000).HandleAsync(context);

        Assert.Equal(500, context.Response.StatusCode);
        Assert.Equal("200 0, 500 1, 503 0", Counts(exporter));
        Assert.Equal(1, exporter.Handler.Read().TooLarge);
    }

    [Fact]
    public async Task Handle_FailsForGood_CountsNoStatus()
    {
        using var exporter = Create();
        var (context, response) = Request("GET");
        response.FailuresToStart = 2;

        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => Handler(exporter).HandleAsync(context));

        Assert.Equal("200 0, 500 0, 503 0", Counts(exporter));
    }

    [Fact]
    public async Task Handle_ClientGoneBeforehand_CountsNoStatus()
    {
        using var exporter = Create();
        var (context, response) = Request("GET");
        response.Abort();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Handler(exporter).HandleAsync(context));

        Assert.Equal("200 0, 500 0, 503 0", Counts(exporter));
    }

    [Fact]
    public async Task Handle_ClientLeavesWhileItsAnswerIsPrepared_CountsNoStatus()
    {
        using var exporter = Create();
        var (context, response) = Request("GET");
        response.LeavesAtStart = true;

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Handler(exporter).HandleAsync(context));

        Assert.Equal(0, response.Flushes);
        Assert.Equal("200 0, 500 0, 503 0", Counts(exporter));
    }

    [Fact]
    public async Task Handle_ClientLeavesDuringARead_CountsNoStatusAndTheReadGoesOn()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.After(go.Task));
        using var exporter = Create(endpoint.MetadataUri);
        var (context, response) = Request("GET");

        var scrape = Handler(exporter).HandleAsync(context);
        await Poll.UntilAsync("the endpoint is asked", () => endpoint.Requests(EndpointDocument.TaskStats) > 0);
        Assert.Equal(1, exporter.Handler.Read().InFlight);
        response.Abort();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scrape);

        Assert.Equal("200 0, 500 0, 503 0", Counts(exporter));
        go.SetResult();
        await Poll.UntilAsync("the read ends", () => exporter.Source.WasRead && exporter.Source.Latest is not null);
        Assert.True(exporter.Source.Latest!.IsUp);
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("10")]
    public async Task Handle_TooManyAtOnce_CountsTheRefusalAloneAndTheFirstLater(string timeoutSeconds)
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.After(go.Task));
        using var exporter = Create(endpoint.MetadataUri);
        var handler = Handler(exporter, maxRequests: 1);
        var first = handler.HandleAsync(Request("GET").Context);
        var (context, response) = Request("GET");
        context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"] = timeoutSeconds;

        await handler.HandleAsync(context);

        Assert.Equal((503, 1), (context.Response.StatusCode, response.Flushes));
        Assert.Equal("200 0, 500 0, 503 1", Counts(exporter, inFlight: 1));
        go.SetResult();
        await first;
        Assert.Equal("200 1, 500 0, 503 1", Counts(exporter));
    }

    private static (HttpContext Context, Response Response) Request(string method, string encoding = "")
    {
        var context = new DefaultHttpContext();
        var response = new Response();
        context.Features.Set<IHttpResponseBodyFeature>(response);
        context.Features.Set<IHttpRequestLifetimeFeature>(response);
        context.Request.Method = method;
        context.Request.Headers.AcceptEncoding = encoding;
        return (context, response);
    }

    private static MetricsHandler Handler(Exporter exporter, int maxRequests = 0, int maxExpositionBytes = 1_000_000) =>
        new(exporter, maxRequests, new HostAccess(true), new ScrapeBufferPool(64 * 1024 * 1024, maxExpositionBytes, TimeProvider.System), NullLogger.Instance);

    private static string Counts(Exporter exporter, int inFlight = 0)
    {
        var counts = exporter.Handler.Read();
        Assert.Equal(inFlight, counts.InFlight);
        return $"200 {counts.Ok}, 500 {counts.Failed}, 503 {counts.Refused}";
    }

    private static Exporter Create(Uri? endpoint = null)
    {
        var options = CommandLineParser.Parse(["--ecs.timeout=1h"], static _ => null, Collector.All).Options;
        return new Exporter(new MetadataEndpoint(endpoint, "test"), options, static _ => null, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>The server's side of an answer, with a client that can disconnect.</summary>
    private sealed class Response : IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
    {
        private readonly CancellationTokenSource _aborted = new();
        private readonly CountingWriter _writer = new();

        public Response() => RequestAborted = _aborted.Token;

        public CancellationToken RequestAborted { get; set; }

        /// <summary>The number of times that starting the answer throws, as with a bug of this program.</summary>
        public int FailuresToStart { get; set; }

        /// <summary>Whether the client disconnects at the moment at which the answer starts.</summary>
        public bool LeavesAtStart { get; set; }

        public int Flushes => _writer.Flushes;

        public Stream Stream => Stream.Null;

        public PipeWriter Writer => _writer;

        public void Abort() => _aborted.Cancel();

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default)
        {
            if (LeavesAtStart)
            {
                Abort();
            }

            return FailuresToStart-- > 0 ? throw new InvalidOperationException("the answer cannot start") : Task.CompletedTask;
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }

    private sealed class CountingWriter : PipeWriter
    {
        private readonly byte[] _room = new byte[1024 * 1024];

        public int Flushes { get; private set; }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _room;

        public override Span<byte> GetSpan(int sizeHint = 0) => _room;

        public override void Advance(int bytes)
        {
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Flushes++;
            return default;
        }
    }
}
