// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Soak;

/// <summary>The endpoint of a task whose containers change, which misbehaves part of the time.</summary>
internal sealed class ChangingTask : IAsyncDisposable
{
    private const int MostContainers = 40;

    private static readonly Fault[] Misbehaviours =
    [
        Fault.ResetBeforeAnswer, Fault.CloseBeforeAnswer, Fault.ResetInHeaders, Fault.ResetInBody, Fault.NeverAnswers, Fault.NeverSendsBody,
        Fault.ContentLengthTooLarge, Fault.ContentLengthTooSmall, Fault.ChunkedGarbage, Fault.ChunkedWithoutEnd, Fault.NotHttp, Fault.EndlessTrailers,
        Fault.Drip(TimeSpan.FromMilliseconds(20)), Fault.Interim(102, 50), Fault.NotFound, Fault.TooManyRequests, Fault.InternalError,
        Fault.InternalErrorWithoutMessage, Fault.Unavailable, Fault.RedirectLoop, Fault.TruncatedJson, Fault.EmptyBody, Fault.Html,
        Fault.InvalidUtf8, Fault.Huge(20_000_000), Fault.DeepNesting, Fault.Json("[]"), Fault.Delay(TimeSpan.FromMilliseconds(300)),
        Fault.Sequence(Fault.InternalError, Fault.None, Fault.Html, Fault.None, Fault.CloseBeforeAnswer, Fault.None),
    ];

    private readonly SimulatedEndpoint _endpoint;
    private SimulatedTask _task;

    private ChangingTask(SimulatedEndpoint endpoint, SimulatedTask task)
    {
        _endpoint = endpoint;
        _task = task;
        _endpoint.Documents = document => Volatile.Read(ref _task).Document(document, TimeProvider.System.GetUtcNow());
    }

    public Uri MetadataUri => _endpoint.MetadataUri;

    public static async Task<ChangingTask> StartAsync() => new(
        await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions { RateLimit = false }),
        NewTask(MostContainers / 2, 0));

    /// <summary>Replaces the task with a task whose containers have other names and new ids.</summary>
    public void ReplaceContainers(Random random) =>
        Volatile.Write(ref _task, NewTask(1 + random.Next(MostContainers), random.Next()));

    /// <summary>From now on, one document or both have a random fault or none, or the endpoint does not listen.</summary>
    public async Task MisbehaveAsync(Random random)
    {
        await _endpoint.ListenAsync();
        _endpoint.Faults.Clear();
        var fault = Misbehaviours[random.Next(Misbehaviours.Length)];
        switch (random.Next(8))
        {
            case 0:
                await _endpoint.StopListeningAsync();
                break;
            case 1 or 2:
                _endpoint.Faults.InjectAll(fault);
                break;
            case 3:
                _endpoint.Faults.Inject(EndpointDocument.Task, fault);
                break;
            case 4:
                _endpoint.Faults.Inject(EndpointDocument.TaskStats, fault);
                break;
            default:
                break;
        }
    }

    /// <summary>From now on, the endpoint answers without faults.</summary>
    public async Task BehaveAsync()
    {
        await _endpoint.ListenAsync();
        _endpoint.Faults.Clear();
        Volatile.Write(ref _task, NewTask(MostContainers / 2, 0));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private static SimulatedTask NewTask(int containers, int seed) =>
        Scenario.OfSize(containers).StartTask(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10), seed);
}
