// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.Simulator.Region.Actions;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace EcsExporter.Simulator.Region;

/// <summary>
/// Answers requests with the checks of AWS, in its order: signature, permission, throttling. Then it executes the action. An injected fault replaces
/// all steps after the signature.
/// </summary>
internal sealed class RegionServer(SimulatedRegionOptions options, RegionModel model, RegionFaults faults) : IHttpApplication<IFeatureCollection>
{
    // A demonstration that runs for weeks must not keep all requests: a request that describes 100 tasks has some 9 kB.
    private const int RememberedRequests = 5000;

    private const string Json = "application/x-amz-json-1.1";
    private const string Xml = "text/xml;charset=UTF-8";

    private readonly TimeProvider _time = options.TimeProvider;
    private readonly SignatureVerifier _verifier = new(options.Name, options.Credentials, options.TimeProvider);
    private readonly ActionThrottle _throttle = new(options.TimeProvider);
    private readonly Queue<RegionRequest> _requests = [];
    private readonly Lock _lock = new();
    private long _numbers;

    public IReadOnlyList<RegionRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    /// <summary>Advances the model to the current time and runs a function on it. Calls are serialized.</summary>
    public T Run<T>(Func<RegionModel, T> work)
    {
        lock (_lock)
        {
            model.AdvanceTo(_time.GetUtcNow());
            return work(model);
        }
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var clientGone = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        try
        {
            var request = await ApiRequest.ReadAsync(context, clientGone);
            var id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{Interlocked.Increment(ref _numbers):x12}");
            await AnswerAsync(context, request, id, clientGone);
        }
        catch (OperationCanceledException) when (clientGone.IsCancellationRequested)
        {
            // The client has closed the connection. A fault that hangs ends this way, when the client times out.
        }
    }

    private async Task AnswerAsync(IFeatureCollection context, ApiRequest request, string id, CancellationToken clientGone)
    {
        var fault = RegionFault.None;
        int status;
        ReadOnlyMemory<byte> body;
        string? code = null;
        try
        {
            var action = Verify(request);
            fault = faults.Next(action);
            await Task.Delay(fault.Delay, _time, clientGone);
            Fail(fault, request.Service, action);
            if (options.Throttle && !_throttle.TryTake(action, faults.ThrottleShare))
            {
                throw ApiError.Throttled(request.Service);
            }

            status = fault.Kind == RegionFaultKind.Html ? 503 : 200;
            body = fault.Kind == RegionFaultKind.Html ? "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"u8.ToArray()
                : Run(region => request.IsQuery ? Ec2Instances.Describe(region, request.Form, id) : EcsActions.Run(action, region, request.Body));
        }
        catch (ApiError error)
        {
            (status, code) = (error.Status, error.Code);
            body = request.IsQuery ? Ec2Instances.Error(error, id) : EcsActions.Error(error);
        }

        if (fault.Kind == RegionFaultKind.Hang)
        {
            Remember(request, 0, null);
            await Task.Delay(Timeout.InfiniteTimeSpan, clientGone);
        }

        Remember(request, status, code);
        await WriteAsync(context, request, status, id, body, fault.Kind);
    }

    /// <summary>Verifies a request and returns its action.</summary>
    private string Verify(ApiRequest request)
    {
        if (request.Target != "/" || request.Method != "POST")
        {
            throw ApiError.UnknownOperation();
        }

        _verifier.Verify(request);
        return request.Action is { } action && (request.IsQuery ? action == Ec2Instances.Action : EcsActions.Knows(action)) ? action
            : throw ApiError.UnknownOperation();
    }

    private void Fail(RegionFault fault, string service, string action)
    {
        var error = fault.Kind switch
        {
            RegionFaultKind.AccessDenied => ApiError.AccessDenied(service, action, model.Account),
            RegionFaultKind.ExpiredToken => ApiError.ExpiredToken(service),
            RegionFaultKind.Throttled => ApiError.Throttled(service),
            RegionFaultKind.ServerError => ApiError.Server(),
            RegionFaultKind.ClientError => ApiError.Client("An error that the client has caused."),
            RegionFaultKind.None or RegionFaultKind.Hang or RegionFaultKind.Truncated or RegionFaultKind.Html => null,
        };
        if (error is not null)
        {
            throw error;
        }
    }

    private static async Task WriteAsync(
        IFeatureCollection context, ApiRequest request, int status, string id, ReadOnlyMemory<byte> body, RegionFaultKind fault)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentType = fault == RegionFaultKind.Html ? "text/html" : request.IsQuery ? Xml : Json;
        response.Headers.ContentLength = body.Length;
        response.Headers["x-amzn-RequestId"] = id;
        var sent = fault == RegionFaultKind.Truncated ? body[..(body.Length / 2)] : body;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(sent);
        if (fault == RegionFaultKind.Truncated)
        {
            context.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        }
    }

    private void Remember(ApiRequest request, int status, string? code)
    {
        lock (_requests)
        {
            _requests.Enqueue(new RegionRequest(request.Action ?? "", Encoding.UTF8.GetString(request.Body), status, code, _time.GetUtcNow()));
            if (_requests.Count > RememberedRequests)
            {
                _ = _requests.Dequeue();
            }
        }
    }
}
