// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Push;

/// <summary>
/// Makes a reading at every interval and delivers the readings one after another. Both run in parallel: while the receiver is unavailable, readings
/// wait in a queue. Push never delays a scrape and never ends the process.
/// </summary>
internal sealed partial class Pusher : IDisposable
{
    /// <summary>How long a cancelled delivery may take to close its connection.</summary>
    private static readonly TimeSpan CutOffTime = TimeSpan.FromMilliseconds(500);

    private readonly PusherOptions _options;
    private readonly ScrapeReader _read;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PushProtocol _protocol;
    private readonly Receiver _receiver;
    private readonly ReadingDelivery _delivery;
    private readonly ReadingQueue _queue;
    private readonly CancellationTokenSource _stopReading = new();
    private readonly CancellationTokenSource _stopDelivering = new();
    private ReadingBuilder? _builder;
    private PushSchedule? _schedule;
    private volatile string? _readingError;
    private Task _reading = Task.CompletedTask;
    private Task _delivering = Task.CompletedTask;

    /// <param name="options">The options.</param>
    /// <param name="read">Reads the endpoint.</param>
    /// <param name="time">The clock of intervals, timeouts and samples.</param>
    /// <param name="logger">Logs when delivery begins to fail and when it works again.</param>
    public Pusher(PusherOptions options, ScrapeReader read, TimeProvider time, ILogger logger)
    {
        _options = options;
        _read = read;
        _time = time;
        _logger = logger;
        _protocol = options.Protocol == ProtocolKind.Otlp ? new OtlpProtocol(() => options.ResourceAttributes(Instance ?? "")) : new RemoteWriteProtocol();
        _receiver = new Receiver(options.Receiver, _protocol, time);
        State = new DeliveryState(_receiver.Host, time, logger);
        _delivery = new ReadingDelivery(_receiver, _protocol, Counters, State, options.MaxBytes, time);
        _queue = new ReadingQueue(options.MaxReadings, options.MaxBytes);
    }

    /// <summary>The label <c>job</c> of every series.</summary>
    public string Job => _options.Job;

    /// <summary>The label <c>instance</c> of every series; null before the first reading.</summary>
    public string? Instance { get; private set; }

    /// <summary>Counts the results of deliveries.</summary>
    public PushCounters Counters { get; } = new();

    /// <summary>Whether deliveries succeed.</summary>
    public DeliveryState State { get; }

    /// <summary>Why the last reading failed; null when it succeeded.</summary>
    public string? ReadingError { get => _readingError; private set => _readingError = value; }

    /// <summary>The number of readings in the queue.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Returns the current figures.</summary>
    public PushFigures Read() => new(Counters, State, QueueLength, _options.Receiver.Authorizer?.Expiration);

    /// <summary>
    /// Starts reading and delivering. The first reading is made at once, so that a short task has one, and then one at every interval.
    /// </summary>
    /// <param name="afterReading">Called after each reading, whether it succeeded or not.</param>
    public void Start(Action? afterReading = null)
    {
        LogStarting(_logger, _receiver.Host, _options.Protocol, _options.Interval, _options.Job);
        _reading = Task.Run(() => ReadAllAsync(afterReading));
        _delivering = Task.Run(DeliverAllAsync);
    }

    /// <summary>
    /// Delivers the queued readings, a last reading and the end of every series, as far as the shutdown timeout allows. Call this once.
    /// </summary>
    /// <param name="atOnce">Cancels the delivery.</param>
    public async Task StopAsync(CancellationToken atOnce)
    {
        using var timeout = new CancellationTokenSource(_options.ShutdownTimeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, atOnce);
        using var requestTime = new CancellationTokenSource(_options.ShutdownTimeout / 2, _time);
        _delivery.Hurry(requestTime.Token);
        await _stopReading.CancelAsync();
        try
        {
            await _reading.WaitAsync(deadline.Token);
            await ReadAsync(_options.ShutdownTimeout / 2, isLast: true, deadline.Token);
            Enqueue(_builder?.End(_time.GetUtcNow()));
            _queue.Complete();
            await _delivering.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await CutOffAsync();
        }

        if (_queue.Count is > 0 and var left)
        {
            Counters.CountDropped(DropReason.Shutdown, left);
            LogUndelivered(_logger, left, _options.ShutdownTimeout);
        }
    }

    /// <summary>Makes one reading and sends it once. Returns the last answer; null when there was nothing to send.</summary>
    public async Task<Answer?> PushOnceAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(TimeSpan.MaxValue, isLast: false, cancellationToken);
        _queue.Complete();
        if (await _queue.OldestAsync(cancellationToken) is { } reading)
        {
            _ = await _delivery.DeliverAsync(reading, static () => false, cancellationToken);
        }

        return _delivery.LastAnswer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopReading.Dispose();
        _stopDelivering.Dispose();
        _receiver.Dispose();
        (_options.Receiver.Authorizer as IDisposable)?.Dispose();
    }

    private async Task ReadAllAsync(Action? afterReading)
    {
        var stop = _stopReading.Token;
        try
        {
            while (true)
            {
                await ReadAsync(TimeSpan.MaxValue, isLast: false, stop);
                afterReading?.Invoke();
                await Task.Delay(_schedule?.NextDelay() ?? _options.Interval, _time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The process is stopping.
        }
    }

    private async Task ReadAsync(TimeSpan wait, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            var scrape = await _read(wait, isLast, cancellationToken);
            if (_builder is null)
            {
                Instance = _options.Instance ?? scrape.TaskId ?? _options.FallbackInstance;
                _builder = new ReadingBuilder(new PushIdentity(_options.Job, Instance), _options.MaxBytes);
                _schedule = new PushSchedule(_options.Interval, Instance, _time);
            }

            Enqueue(_builder.Build(scrape.Collect, _time.GetUtcNow(), scrape.Others));
            ReadingError = null;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // A bug in the exporter, or a task that is too large. The next reading may succeed.
            Counters.CountDropped(error is ReadingTooLargeException ? DropReason.TooLarge : DropReason.Failed);
            if (ReadingError is null)
            {
                LogNoReading(_logger, error);
            }

            ReadingError = error is ReadingTooLargeException ? error.Message : "a bug in the exporter, see its log";
        }
    }

    private void Enqueue(Reading? reading)
    {
        if (reading is not null && _queue.Add(reading) is > 0 and var dropped)
        {
            Counters.CountDropped(DropReason.QueueFull, dropped);
        }
    }

    private async Task DeliverAllAsync()
    {
        try
        {
            while (await _queue.OldestAsync(_stopDelivering.Token) is { } reading)
            {
                if (await TryDeliverAsync(reading) is { } reason)
                {
                    Counters.CountDropped(reason);
                }

                _queue.Remove(reading);
            }
        }
        catch (OperationCanceledException)
        {
            // The time for the last readings is over.
        }
    }

    private async Task<DropReason?> TryDeliverAsync(Reading reading)
    {
        try
        {
            return await _delivery.DeliverAsync(reading, () => _queue.Holds(reading), _stopDelivering.Token);
        }
        catch (Exception error) when (!_stopDelivering.IsCancellationRequested)
        {
            LogNotDelivered(_logger, error);
            return DropReason.Failed;
        }
    }

    private async Task CutOffAsync()
    {
        await _stopDelivering.CancelAsync();
        try
        {
            await _delivering.WaitAsync(CutOffTime, _time);
        }
        catch (TimeoutException)
        {
            // The delivery waits for a file system that does not answer. The process ends nevertheless.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivering metrics")]
    private static partial void LogStarting(ILogger logger, string receiver, ProtocolKind protocol, TimeSpan interval, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot collect a reading to push")]
    private static partial void LogNoReading(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A reading could not be delivered")]
    private static partial void LogNotDelivered(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last readings were not delivered in time")]
    private static partial void LogUndelivered(ILogger logger, int readings, TimeSpan timeout);
}
