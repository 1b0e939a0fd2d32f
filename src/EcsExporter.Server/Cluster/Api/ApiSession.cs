// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Sends the requests of one refresh. After a failure that would repeat for all further requests, it fails them without sending them. This limits the
/// load on an API that does not answer, refuses the credentials, or throttles a class of actions in spite of all retries. Safe for concurrent use.
/// </summary>
internal sealed class ApiSession(ApiClient client)
{
    /// <summary>The failures in a row that close a service. One is not enough, because a single request may get lost.</summary>
    private const int MaxUnanswered = 2;

    private readonly Lock _lock = new();
    private readonly ApiFailure?[] _closed = new ApiFailure?[ApiAction.Services];
    private readonly ApiFailure?[] _throttled = new ApiFailure?[ApiAction.ThrottleClasses];
    private readonly int[] _unanswered = new int[ApiAction.Services];

    /// <summary>Whether any request of this refresh has succeeded.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>Sends a request, unless an earlier failure shows that it would fail too.</summary>
    /// <exception cref="ApiException">The request failed, or was not sent because of an earlier failure.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task SendAsync(ApiRequest request, AnswerReader read, CancellationToken cancellationToken)
    {
        ThrowIfClosed(request.Action);
        try
        {
            await client.SendAsync(request, read, cancellationToken);
            NoteAnswer(request.Action.Service);
        }
        catch (ApiException error)
        {
            Note(error.Failure);
            throw;
        }
    }

    private void ThrowIfClosed(ApiAction action)
    {
        lock (_lock)
        {
            if ((_closed[(int)action.Service] ?? _throttled[(int)action.Throttle]) is { } failure)
            {
                throw new ApiException(new ApiFailure(action, failure.Reason, failure.Message));
            }
        }
    }

    private void NoteAnswer(ApiService service)
    {
        lock (_lock)
        {
            HasAnswer = true;
            _unanswered[(int)service] = 0;
        }
    }

    private void Note(ApiFailure failure)
    {
        lock (_lock)
        {
            var service = failure.Action.Service;
            switch (failure.Reason)
            {
                case ApiFailureReason.Throttled:
                    _throttled[(int)failure.Action.Throttle] = failure;
                    break;
                case ApiFailureReason.Credentials:
                    _closed[(int)service] = failure;
                    break;
                case ApiFailureReason.Timeout or ApiFailureReason.Connect:
                    if (++_unanswered[(int)service] >= MaxUnanswered)
                    {
                        _closed[(int)service] = failure;
                    }

                    break;
                default:
                    _unanswered[(int)service] = 0;
                    break;
            }
        }
    }
}
