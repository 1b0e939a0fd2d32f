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
    private readonly Dictionary<ApiService, ApiFailure> _closed = [];
    private readonly Dictionary<ThrottleClass, ApiFailure> _throttled = [];
    private readonly Dictionary<ApiService, int> _unanswered = [];

    /// <summary>Whether any request has been answered with what it asked for.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>Sends a request, unless it would fail like an earlier one.</summary>
    /// <exception cref="ApiException">It has failed, or would have.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<T> SendAsync<T>(ApiRequest request, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        ThrowIfClosed(request.Action);
        try
        {
            var answer = await client.SendAsync(request, read, cancellationToken);
            NoteAnswer(request.Action.Service);
            return answer;
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
            if (_closed.TryGetValue(action.Service, out var failure) || _throttled.TryGetValue(action.Throttle, out failure))
            {
                throw new ApiException(failure with { Action = action });
            }
        }
    }

    private void NoteAnswer(ApiService service)
    {
        lock (_lock)
        {
            HasAnswer = true;
            _unanswered[service] = 0;
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
                    _throttled[failure.Action.Throttle] = failure;
                    break;
                case ApiFailureReason.Credentials:
                    _closed[service] = failure;
                    break;
                case ApiFailureReason.Timeout or ApiFailureReason.Connect:
                    _unanswered[service] = _unanswered.GetValueOrDefault(service) + 1;
                    if (_unanswered[service] >= MaxUnanswered)
                    {
                        _closed[service] = failure;
                    }

                    break;
                default:
                    _unanswered[service] = 0;
                    break;
            }
        }
    }
}
