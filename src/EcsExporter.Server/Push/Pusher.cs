// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Push;

/// <summary>
/// Makes a reading at every interval and delivers readings one after the other. The two go on side by side: while the receiver is away, readings
/// wait in a queue. Nothing that happens here delays a scrape or ends the process.
/// </summary>
internal sealed partial class Pusher : IDisposable
{
    /// <summary>What is left for the end of a delivery that was cut off; it only has to let go of its connection.</summary>
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

    /// <param name="options">What is pushed where, and how often.</param>
    /// <param name="read">Reads the endpoint.</param>
    /// <param name="time">The clock of intervals, timeouts and samples.</param>
    /// <param name="logger">Told when delivery begins to fail and when it works again.</param>
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

    /// <summary>What deliveries have come to.</summary>
    public PushCounters Counters { get; } = new();

    /// <summary>Whether readings arrive.</summary>
    public DeliveryState State { get; }

    /// <summary>Why the last reading could not be made; null when it could.</summary>
    public string? ReadingError { get => _readingError; private set => _readingError = value; }

    /// <summary>How many readings wait.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>What deliveries have come to now.</summary>
    public PushFigures Read() => new(Counters, State, QueueLength, _options.Receiver.Authorizer?.Expiration);

    /// <summary>Makes the first reading at once, so that a task that ends soon has one, and then one at every interval.</summary>
    public void Start()
    {
        LogStarting(_logger, _receiver.Host, _options.Protocol, _options.Interval, _options.Job);
        _reading = Task.Run(ReadAllAsync);
        _delivering = Task.Run(DeliverAllAsync);
    }

    /// <summary>
    /// Delivers what waits, a last reading and the end of every series, as far as that succeeds within the shutdown timeout. To be called once.
    /// </summary>
    /// <param name="atOnce">Cancelled when nobody waits for that any more.</param>
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

    private async Task ReadAllAsync()
    {
        var stop = _stopReading.Token;
        try
        {
            while (true)
            {
                await ReadAsync(TimeSpan.MaxValue, isLast: false, stop);
                await Task.Delay(_schedule?.NextDelay() ?? _options.Interval, _time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
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
            // A mistake of this program, or a task that is too large. The next reading may be better.
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
            // It hangs in a file system that does not answer. The process ends all the same.
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
