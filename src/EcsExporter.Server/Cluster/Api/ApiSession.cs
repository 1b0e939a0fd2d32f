// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// The requests of one refresh. After a failure that all further requests would meet as well, they are not sent: an API that does not answer, that
/// refuses the credentials, or that throttles a class of actions through all tries, is not asked a hundred times. Safe for concurrent use.
/// </summary>
internal sealed class ApiSession(ApiClient client)
{
    /// <summary>A single request may get lost.</summary>
    private const int MaxUnanswered = 2;

    private readonly Lock _lock = new();
    private readonly ApiFailure?[] _closed = new ApiFailure?[ApiAction.Services];
    private readonly ApiFailure?[] _throttled = new ApiFailure?[ApiAction.ThrottleClasses];
    private readonly int[] _unanswered = new int[ApiAction.Services];

    /// <summary>Whether any request has been answered with what it asked for.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>Sends a request, unless it would fail like an earlier one.</summary>
    /// <exception cref="ApiException">It has failed, or would have.</exception>
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
