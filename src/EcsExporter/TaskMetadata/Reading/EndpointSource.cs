// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>
/// Gives each scrape a snapshot with as few requests to the endpoint as possible. At most one read runs at a time. Scrapes that arrive while it runs
/// join it, and a snapshot younger than the time to live, failed or not, answers further scrapes. A read ends at the client's timeout at the latest,
/// even when no scrape waits for it any more, and its result is cached. A scrape that gives up does not affect the others.
/// </summary>
/// <typeparam name="TSnapshot">The type that the documents of one reading are combined into.</typeparam>
/// <param name="client">Requests the documents; null without an endpoint, and every snapshot is then down.</param>
/// <param name="documents">The documents of one reading.</param>
/// <param name="timeToLive">How long a snapshot is cached, to limit the load on the endpoint. Zero disables the cache.</param>
/// <param name="timeProvider">Measures the age of snapshots and how long scrapes wait.</param>
/// <param name="logger">Logs when the endpoint starts failing and when it works again.</param>
public abstract class EndpointSource<TSnapshot>(
    TaskMetadataClient? client, ImmutableArray<EndpointDocument> documents, TimeSpan timeToLive, TimeProvider timeProvider, ILogger logger)
    where TSnapshot : class
{
    private static readonly EndpointFailure NoEndpoint = new(FailureReason.Connect, "there is no task metadata endpoint");
    private static readonly EndpointFailure NotWaitedFor = new(FailureReason.Timeout, "no complete answer before this scrape timed out");
    private static readonly EndpointFailure Broken = new(FailureReason.Decode, "the exporter failed to read the documents, see its log");

    private readonly EndpointLog _log = new(logger);
    private readonly Lock _lock = new();

    // Guarded by the lock.
    private readonly ImmutableArray<DocumentHistory> _histories = [.. documents.Select(static document => new DocumentHistory(document))];
    private TSnapshot? _latest;
    private long _latestReadAt;
    private EndpointRead? _running;

    /// <summary>Failed readings since the start.</summary>
    public EndpointErrors Errors { get; } = new(documents);

    /// <summary>The latest snapshot, however old; null before the first. Sends no request.</summary>
    public TSnapshot? Latest => Volatile.Read(ref _latest);

    /// <summary>How long ago the read of <see cref="Latest"/> ended, successful or not; null before the first.</summary>
    public TimeSpan? LatestAge
    {
        get
        {
            lock (_lock)
            {
                return _latest is null ? null : timeProvider.GetElapsedTime(_latestReadAt);
            }
        }
    }

    /// <summary>Whether each document has been read at least once. Sends no request; once true, it stays true.</summary>
    public bool WasRead
    {
        get
        {
            lock (_lock)
            {
                return _histories.All(static history => history.WasRead);
            }
        }
    }

    /// <summary>
    /// Returns the cached snapshot if it is younger than the time to live, else the result of the running read, which starts now if none is running.
    /// After <paramref name="wait"/>, the snapshot has the documents that have arrived by then. The others are missing, which neither counts as an
    /// error of the endpoint nor affects the read.
    /// </summary>
    /// <param name="wait">How long this scrape can wait. The read ends at the client's timeout in any case.</param>
    /// <param name="cancellationToken">Cancelled when the scraper goes away. The read continues.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<TSnapshot> ReadAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (client is null)
        {
            return Incomplete(null, NoEndpoint);
        }

        EndpointRead read;
        bool begins;
        lock (_lock)
        {
            // The age counts from the end of a read, so that an endpoint that takes longer than the time to live gets a pause between reads too.
            if (_latest is not null && timeProvider.GetElapsedTime(_latestReadAt) < timeToLive)
            {
                return _latest;
            }

            begins = _running is null;
            read = _running ??= new EndpointRead(documents);
        }

        // The thread that reads the last document also answers the scrape that began the read, because the documents are in its CPU caches.
        var snapshot = begins ? RunAsync(client, read) : read.Snapshot;
        if (wait >= client.Timeout)
        {
            return await snapshot.WaitAsync(cancellationToken);
        }

        try
        {
            return await snapshot.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            EndpointSourceLog.GaveUp(logger, wait);
            return snapshot.IsCompletedSuccessfully ? await snapshot : Incomplete(read, NotWaitedFor);
        }
    }

    /// <summary>
    /// Returns a snapshot of a read that begins after this call: it waits until a running read ends and until the latest snapshot reaches the time to
    /// live. If that takes longer than <paramref name="wait"/>, it returns the latest snapshot.
    /// </summary>
    /// <param name="wait">How long the caller can wait.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<TSnapshot> ReadAnewAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        Task running;
        lock (_lock)
        {
            running = _running?.Snapshot ?? Task.CompletedTask;
        }

        await Task.WhenAny(running, Task.Delay(wait, timeProvider, cancellationToken));

        // A timer counts whole milliseconds and may fire early by a fraction of one, hence the loop.
        while (LatestAge is { } age && timeToLive - age is var rest && rest > TimeSpan.Zero && rest < wait - timeProvider.GetElapsedTime(start))
        {
            await Task.Delay(rest, timeProvider, cancellationToken);
        }

        var left = wait - timeProvider.GetElapsedTime(start);
        return await ReadAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Combines the documents; each may be missing, with the failure in its state.</summary>
    /// <param name="states">All documents of the source, in its order.</param>
    /// <param name="previous">The previous snapshot; null for the first.</param>
    protected abstract TSnapshot Combine(ImmutableArray<DocumentState> states, TSnapshot? previous);

    /// <summary>Reads all documents, caches the result and returns it to all scrapes that joined.</summary>
    private async Task<TSnapshot> RunAsync(TaskMetadataClient client, EndpointRead read)
    {
        TSnapshot? snapshot = null;
        try
        {
            snapshot = Record(await read.RequestAsync(client));
        }
        catch (Exception error)
        {
            // A bug of this program. It is logged here because perhaps no scrape waits for the read. The failure is cached like any other, so that
            // scrapes do not read the endpoint more often.
            EndpointSourceLog.Broken(logger, error);
        }
        finally
        {
            snapshot ??= Incomplete(null, Broken);
            lock (_lock)
            {
                _latest = snapshot;
                _latestReadAt = timeProvider.GetTimestamp();
                _running = null;
            }

            read.Complete(snapshot);
        }

        return snapshot;
    }

    private TSnapshot Record(DocumentReading[] readings)
    {
        // Reads do not overlap, so the log needs no lock, and a slow log does not delay scrapes that are answered from the cache.
        _log.Record(readings);
        return SnapshotOf((history, i) => history.Record(readings[i], Errors));
    }

    /// <summary>A snapshot of the documents that have arrived, with <paramref name="failure"/> in place of the others. Records nothing.</summary>
    private TSnapshot Incomplete(EndpointRead? read, EndpointFailure failure) =>
        SnapshotOf((history, i) => history.StateAfter(read?.ReadingOf(i), failure));

    private TSnapshot SnapshotOf(Func<DocumentHistory, int, DocumentState> stateOf)
    {
        ImmutableArray<DocumentState> states;
        lock (_lock)
        {
            states = [.. _histories.Select(stateOf)];
        }

        return Combine(states, Latest);
    }

    /// <summary>A running read of the endpoint: the documents as they arrive, and the snapshot for the scrapes that joined.</summary>
    private sealed class EndpointRead(ImmutableArray<EndpointDocument> documents)
    {
        // With asynchronous continuations, the rendering of one answer does not delay the other scrapes that joined.
        private readonly TaskCompletionSource<TSnapshot> _snapshot = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile Task<DocumentReading>[] _readings = [];

        /// <summary>Completes with the snapshot when the read ends; never faults.</summary>
        public Task<TSnapshot> Snapshot => _snapshot.Task;

        /// <summary>The reading of a document, by its index among the source's documents; null until it has ended.</summary>
        public DocumentReading? ReadingOf(int document) =>
            _readings is { Length: > 0 } readings && readings[document] is { IsCompletedSuccessfully: true } reading ? reading.Result : null;

        /// <summary>
        /// Requests all documents in parallel. Completes when all readings have ended, even if one of them throws: two reads must not overlap.
        /// </summary>
        public Task<DocumentReading[]> RequestAsync(TaskMetadataClient client) =>
            Task.WhenAll(_readings = [.. documents.Select(client.ReadAsync)]);

        /// <summary>Passes the snapshot to the scrapes that joined.</summary>
        public void Complete(TSnapshot snapshot) => _snapshot.SetResult(snapshot);
    }
}

/// <summary>The log lines of the sources. In the generic class, they would be declared again for each type argument.</summary>
internal static partial class EndpointSourceLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the task metadata endpoint failed")]
    public static partial void Broken(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A scrape timed out before the task metadata endpoint answered")]
    public static partial void GaveUp(ILogger logger, TimeSpan waited);
}
