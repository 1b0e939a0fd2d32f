// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// Delivers readings one after another, request by request. It also ends the series that the receiver may have but that the reading lacks. They are
/// determined when a reading is sent: a reading dropped before it was sent has left no series at the receiver, but a refused one may have.
/// </summary>
/// <param name="receiver">Sends one request.</param>
/// <param name="protocol">Encodes requests.</param>
/// <param name="counters">Counts the results.</param>
/// <param name="state">Tracks whether deliveries succeed.</param>
/// <param name="maxBytes">Returns the memory limit for the series that are to be ended.</param>
/// <param name="time">The clock for waits before retries.</param>
internal sealed class ReadingDelivery(
    Receiver receiver, PushProtocol protocol, PushCounters counters, DeliveryState state, Func<int> maxBytes, TimeProvider time)
{
    /// <summary>The failures in a row before a warning. A connection that breaks once is not worth a log line.</summary>
    private const int FailuresBeforeWarning = 2;

    private static readonly TimeSpan LongestHurriedWait = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource<CancellationToken> _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveSeries _live = LiveSeries.None;
    private bool _hasRenewed;

    // Kept between readings, so that the backoff continues with the next reading while the receiver is unavailable.
    private int _failures;

    /// <summary>The last answer; null before the first.</summary>
    public Answer? LastAnswer { get; private set; }

    /// <summary>Shortens the waits before retries, because the process is stopping, and limits the time of a request in flight.</summary>
    /// <param name="requestTime">Cancelled when the time of a request in flight is over.</param>
    public void Hurry(CancellationToken requestTime) => _hurry.TrySetResult(requestTime);

    /// <summary>Sends a reading until it has been accepted or refused, or is no longer wanted.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="isWanted">Whether to retry a failed request.</param>
    /// <param name="cancellationToken">Cancels the delivery.</param>
    /// <returns>Null when the reading was delivered, otherwise the reason why not.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<DropReason?> DeliverAsync(Reading reading, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        var now = LiveSeries.Of(reading);
        var samples = new SampleCursor(reading, _live.Except(now));

        // Until the whole reading has arrived, the receiver may have series of both readings.
        var both = _live.Union(now);
        _live = both.Bytes > maxBytes() ? now : both;

        DropReason? dropped = null;
        long rejected = 0;
        while (!samples.IsAtEnd)
        {
            var request = protocol.Encode(samples);
            switch (await SendAsync(request, isWanted, cancellationToken))
            {
                case { Kind: AnswerKind.Accepted } accepted:
                    var refused = Math.Clamp(accepted.Rejected, 0, request.Samples);
                    counters.CountAccepted(request.Samples, refused, request.Body.Length);
                    rejected += refused;
                    break;
                case { Kind: AnswerKind.Refused }:
                    dropped = DropReason.Refused;
                    break;
                default:
                    return DropReason.QueueFull;
            }
        }

        if (dropped is null)
        {
            _live = now;
            if (rejected > 0)
            {
                return DropReason.Refused;
            }

            counters.CountDelivered();
            state.Working();
        }

        return dropped;
    }

    /// <summary>Sends one request until it has been accepted or refused, or is no longer wanted.</summary>
    private async Task<Answer> SendAsync(PushRequest request, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var start = time.GetTimestamp();
            var answer = LastAnswer = await AttemptAsync(request, cancellationToken);
            counters.NoteRequest(time.GetElapsedTime(start));
            _failures = answer.Kind == AnswerKind.Retry ? _failures + 1 : 0;
            if (answer.Kind == AnswerKind.Accepted)
            {
                _hasRenewed = false;
                if (answer.Rejected > 0)
                {
                    state.Failing($"the receiver rejected {answer.Rejected} of {request.Samples} samples: {answer.Words}", answer.Advice);
                }

                return answer;
            }

            // Only once, so that readings that a policy forbids do not cause a fetch of credentials each.
            if (answer.Status == HttpStatusCode.Forbidden && !_hasRenewed)
            {
                _hasRenewed = true;
                if (await receiver.RenewAsync(answer, cancellationToken))
                {
                    counters.CountRetry();
                    continue;
                }
            }

            if (answer.Kind == AnswerKind.Refused || _failures >= FailuresBeforeWarning || !isWanted())
            {
                state.Failing(answer.Words, answer.Advice);
            }

            if (answer.Kind == AnswerKind.Refused || !isWanted())
            {
                return answer;
            }

            await WaitAsync(RetryDelay.Of(_failures, answer.RetryAfter), cancellationToken);
            if (!isWanted())
            {
                return answer;
            }

            counters.CountRetry();
        }
    }

    private async Task<Answer> AttemptAsync(PushRequest request, CancellationToken cancellationToken)
    {
        // A request that is in flight when shutdown begins gets only a part of the remaining time.
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = receiver.SendAsync(request, attempt.Token);
        if (!_hurry.Task.IsCompleted && await Task.WhenAny(sending, _hurry.Task) != sending)
        {
            await Task.WhenAny(sending, Task.Delay(Timeout.Infinite, await _hurry.Task));
            await attempt.CancelAsync();
        }

        try
        {
            return await sending;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer(AnswerKind.Retry, "no answer before the exporter ended") { Failure = FailureKind.Timeout };
        }
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (_hurry.Task.IsCompleted)
        {
            delay = delay < LongestHurriedWait ? delay : LongestHurriedWait;
            await Task.Delay(delay, time, cancellationToken);
            return;
        }

        await Task.WhenAny(Task.Delay(delay, time, cancellationToken), _hurry.Task);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
