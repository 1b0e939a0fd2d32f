// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// Delivers readings one after the other, request by request, and ends the series that the receiver may have and the reading has not. Which ones
/// these are is settled when a reading is sent: what was dropped unsent has left nothing behind, and what was refused may have.
/// </summary>
/// <param name="receiver">Takes one request.</param>
/// <param name="protocol">Makes requests of readings.</param>
/// <param name="counters">Told what happens.</param>
/// <param name="state">Told whether it works.</param>
/// <param name="maxBytes">Gives the most memory that the series to be ended may take.</param>
/// <param name="time">Waits before retries.</param>
internal sealed class ReadingDelivery(
    Receiver receiver, PushProtocol protocol, PushCounters counters, DeliveryState state, Func<int> maxBytes, TimeProvider time)
{
    /// <summary>A connection that breaks once is no reason for a line in the log.</summary>
    private const int FailuresBeforeWarning = 2;

    private static readonly TimeSpan LongestHurriedWait = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource<CancellationToken> _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveSeries _live = LiveSeries.None;
    private bool _hasRenewed;

    // Also from one reading to the next: a receiver that is away for long is asked as seldom for each of them.
    private int _failures;

    /// <summary>The last answer; null before the first.</summary>
    public Answer? LastAnswer { get; private set; }

    /// <summary>The process ends: waits before retries are short from now on, and a request that is under way has only so much longer.</summary>
    /// <param name="requestTime">Cancelled when the time of the request that is under way is over.</param>
    public void Hurry(CancellationToken requestTime) => _hurry.TrySetResult(requestTime);

    /// <summary>Sends a reading until it has been accepted or refused, or is not wanted any more.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="isWanted">Whether a request that has failed is to be sent again.</param>
    /// <param name="cancellationToken">Ends the delivery at once.</param>
    /// <returns>Null when the reading was delivered, else why not.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<DropReason?> DeliverAsync(Reading reading, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        var now = LiveSeries.Of(reading);
        var samples = new SampleCursor(reading, _live.Except(now));

        // Until all of it has arrived, the receiver may have series of both readings.
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

    /// <summary>Sends one request until it has been accepted or refused, or is not wanted any more.</summary>
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

            // Once: the credentials endpoint must not be asked for every reading that a policy forbids.
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
        // The request that is under way when the process begins to end gets only a part of the time that is left.
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
