// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net;
using System.Text;
using EcsExporter.Simulator.Documents;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace EcsExporter.Simulator;

/// <summary>
/// Answers requests with the checks of the agent, in its order: rate limit, path, endpoint id. Then it returns the document, or the injected fault.
/// </summary>
internal sealed class Agent(SimulatedEndpointOptions options, SimulatedTask task, FaultInjector faults) : IHttpApplication<IFeatureCollection>
{
    private readonly RateLimiter _limiter = new(options.TimeProvider);
    private readonly long[] _requests = new long[Enum.GetValues<EndpointDocument>().Length];
    private long _limited;
    private volatile Func<EndpointDocument, ReadOnlyMemory<byte>>? _documents = options.Documents;

    public Func<EndpointDocument, ReadOnlyMemory<byte>>? Documents
    {
        get => _documents;
        set => _documents = value;
    }

    public long Limited => Interlocked.Read(ref _limited);

    public long Requests(EndpointDocument document) => Interlocked.Read(ref _requests[(int)document]);

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var path = context.GetRequiredFeature<IHttpRequestFeature>().Path;
        var found = Route.Find(path);
        if (found is { } counted)
        {
            Interlocked.Increment(ref _requests[(int)counted.Document]);
        }

        if (options.RateLimit && !_limiter.TryTake(Client(context), path))
        {
            Interlocked.Increment(ref _limited);
            await AnswerTextAsync(context, 429, "You have reached maximum request limit.");
        }
        else if (path.Contains("//", StringComparison.Ordinal))
        {
            await Exchange.AnswerRedirectAsync(context, Clean(path));
        }
        else if (found is not { } route)
        {
            await AnswerTextAsync(context, 404, "404 page not found\n");
        }
        else
        {
            await AnswerAsync(context, route);
        }
    }

    private async Task AnswerAsync(IFeatureCollection context, Route route)
    {
        var container = task.FindContainer(route.EndpointId);
        Exchange exchange = new(context, options.TimeProvider, route, task, () => Render(route, container!));
        if (container is null)
        {
            await exchange.AnswerUnknownEndpointAsync();
            return;
        }

        if (route.Document.IsOfHost() && !task.IsDaemon)
        {
            await exchange.AnswerAsync(AgentErrors.NotSupported(route.Document));
            return;
        }

        try
        {
            await faults.AnswerAsync(exchange);
        }
        catch (OperationCanceledException) when (exchange.ClientGone.IsCancellationRequested)
        {
            // The client has closed the connection. Most faults end this way, when the client times out.
        }
    }

    private byte[] Render(Route route, SimulatedContainer container)
    {
        if (_documents is { } documents)
        {
            return documents(route.Document).ToArray();
        }

        ArrayBufferWriter<byte> output = new(16384);
        task.Write(route.Document, options.TimeProvider.GetUtcNow(), output, route.Version, container);
        return output.WrittenSpan.ToArray();
    }

    private static IPAddress Client(IFeatureCollection context) =>
        context.GetRequiredFeature<IHttpConnectionFeature>().RemoteIpAddress ?? IPAddress.None;

    private static string Clean(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal))
        {
            path = path.Replace("//", "/", StringComparison.Ordinal);
        }

        return path;
    }

    private static async Task AnswerTextAsync(IFeatureCollection context, int status, string text)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentType = "text/plain; charset=utf-8";
        response.Headers.ContentLength = text.Length;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(Encoding.ASCII.GetBytes(text));
    }
}
