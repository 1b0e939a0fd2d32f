// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata;

/// <summary>
/// Gives each scrape a snapshot while asking the endpoint as little as possible: scrapes at the same time share one
/// reading, and a snapshot younger than the time to live, failed or not, is given again.
/// </summary>
public sealed class SnapshotSource
{
    /// <summary>
    /// How much longer than itself a scrape waits for another one's reading. When one document hangs, reading and scrape run out of time in the
    /// same moment: the scrape then still gets the document that came.
    /// </summary>
    private static readonly TimeSpan JoinGrace = TimeSpan.FromMilliseconds(100);

    private readonly TaskMetadataClient? _client;
    private readonly SnapshotSourceOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly DocumentHistory _taskHistory;
    private readonly DocumentHistory _statsHistory;
    private readonly EndpointLog _log;
    private readonly Lock _gate = new();
    private TaskSnapshot? _latest;
    private long _latestReadAt;
    private SharedReading? _running;

    /// <param name="client">Asks the endpoint; null when there is none, and every snapshot is down.</param>
    /// <param name="options">Deadline, time to live, selection of containers.</param>
    /// <param name="timeProvider">Measures the age of snapshots.</param>
    /// <param name="logger">Told when the endpoint starts failing and when it works again.</param>
    public SnapshotSource(TaskMetadataClient? client, SnapshotSourceOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _client = client;
        _options = options;
        _timeProvider = timeProvider;
        _taskHistory = new DocumentHistory(EndpointDocument.Task, Errors, timeProvider);
        _statsHistory = new DocumentHistory(EndpointDocument.TaskStats, Errors, timeProvider);
        _log = new EndpointLog(logger);
    }

    /// <summary>Failed readings since the start.</summary>
    public EndpointErrors Errors { get; } = new();

    /// <summary>The snapshot read last, however old; null before the first. Never asks the endpoint.</summary>
    public TaskSnapshot? Latest => Volatile.Read(ref _latest);

    /// <summary>How long ago <see cref="Latest"/> was read, well or not; null before the first.</summary>
    public TimeSpan? LatestAge
    {
        get
        {
            lock (_gate)
            {
                return _latest is null ? null : _timeProvider.GetElapsedTime(_latestReadAt);
            }
        }
    }

    /// <summary>A snapshot read for this scrape, or for others moments ago.</summary>
    /// <param name="patience">How long this scrape can wait; the configured timeout applies as well.</param>
    /// <param name="cancellationToken">The scraper went away. The reading ends when nobody else waits for it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<TaskSnapshot> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_client is null)
        {
            return Unread(new EndpointFailure(FailureReason.Connect, "there is no task metadata endpoint"));
        }

        patience = patience < _options.Timeout ? patience : _options.Timeout;
        SharedReading reading;
        bool isFirst;
        lock (_gate)
        {
            if (_latest is not null && _timeProvider.GetElapsedTime(_latestReadAt) < _options.TimeToLive)
            {
                return _latest;
            }

            isFirst = _running is null;
            reading = _running ??= new SharedReading();
            reading.Waiting++;
        }

        try
        {
            if (isFirst)
            {
                // The reading keeps this scrape's own deadline, and then still has the document that came in time. It goes on without this scrape
                // when others wait for it; while this one does, it is answered at once by the thread that has read the second document.
                return await RunAsync(_client, reading, patience).WaitAsync(cancellationToken);
            }

            return await reading.Snapshot.WaitAsync(patience + JoinGrace, _timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return Unread(new EndpointFailure(FailureReason.Timeout, "another scrape's reading took longer than this one could wait"));
        }
        finally
        {
            Leave(reading);
        }
    }

    private void Leave(SharedReading reading)
    {
        lock (_gate)
        {
            if (--reading.Waiting > 0 || reading.Snapshot.IsCompleted)
            {
                return;
            }

            // Whoever comes next must not join a reading that is being given up.
            _running = _running == reading ? null : _running;
        }

        reading.Abandon();
    }

    /// <summary>Reads both documents and tells all who joined; exceptions go to them too.</summary>
    private async Task<TaskSnapshot> RunAsync(TaskMetadataClient client, SharedReading reading, TimeSpan timeout)
    {
        try
        {
            var taskReading = client.ReadTaskAsync(timeout, reading.Abandoned);
            var statsReading = client.ReadStatsAsync(timeout, reading.Abandoned);
            await Task.WhenAll(taskReading, statsReading);
            var snapshot = Keep(reading, await taskReading, await statsReading);
            reading.Complete(snapshot);
            return snapshot;
        }
        catch (Exception error)
        {
            lock (_gate)
            {
                _running = _running == reading ? null : _running;
            }

            reading.Fail(error);
            throw;
        }
    }

    private TaskSnapshot Keep(SharedReading reading, DocumentReading<TaskMetadataDocument> task, DocumentReading<TaskStats> stats)
    {
        lock (_gate)
        {
            _log.Record(task.Failure, stats.Failure);
            var snapshot = new TaskSnapshot(
                task.Document, _taskHistory.Record(task), stats.Document, _statsHistory.Record(stats), _options.Selection, _latest);
            _latest = snapshot;
            _latestReadAt = _timeProvider.GetTimestamp();
            _running = _running == reading ? null : _running;
            return snapshot;
        }
    }

    private TaskSnapshot Unread(EndpointFailure failure) => new(
        null,
        new DocumentStatus(failure, null, _taskHistory.LastSuccess),
        null,
        new DocumentStatus(failure, null, _statsHistory.LastSuccess),
        _options.Selection,
        Latest);
}
