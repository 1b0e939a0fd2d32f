// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;
using Microsoft.Extensions.Logging;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>
/// Gives each scrape a snapshot while asking the endpoint as little as possible. There is at most one read at a time. Scrapes that come while it runs
/// join it, and a snapshot younger than the time to live, failed or not, answers further scrapes. A read that has begun runs until the client's
/// timeout, even when nobody waits for it any more, and its result is kept. A client that gives up or goes away changes nothing for the others.
/// </summary>
/// <typeparam name="TSnapshot">What the documents of one reading come to.</typeparam>
/// <param name="client">Asks the endpoint; null when there is none, and every snapshot is down.</param>
/// <param name="documents">The documents of one reading.</param>
/// <param name="timeToLive">How long a snapshot is given again instead of asking anew; bounds the load on the endpoint. Zero asks for every scrape.</param>
/// <param name="timeProvider">Measures the age of snapshots and how long scrapes wait.</param>
/// <param name="logger">Told when the endpoint starts failing and when it works again.</param>
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

    /// <summary>The snapshot read last, however old; null before the first. Never asks the endpoint.</summary>
    public TSnapshot? Latest => Volatile.Read(ref _latest);

    /// <summary>How long ago <see cref="Latest"/> was read, well or not; null before the first.</summary>
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

    /// <summary>Whether each document has been read at least once. Never asks the endpoint, and stays true once it is.</summary>
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
    /// A snapshot younger than the time to live, or else the result of the running read, which begins now if there is none. After
    /// <paramref name="wait"/> it is what has arrived by then: the other documents are missing, which neither counts as an error of the endpoint
    /// nor affects the read.
    /// </summary>
    /// <param name="wait">How long this scrape can wait. The read ends at the client's timeout in any case.</param>
    /// <param name="cancellationToken">The scraper went away. The read goes on.</param>
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
            // The age counts from the end of a read. An endpoint that takes longer than the time to live is not asked without a pause either.
            if (_latest is not null && timeProvider.GetElapsedTime(_latestReadAt) < timeToLive)
            {
                return _latest;
            }

            begins = _running is null;
            read = _running ??= new EndpointRead(documents);
        }

        // The thread that reads the last document also answers the scrape that began the read: it has the documents in its caches.
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
    /// A snapshot of a read that begins after this call: it lets a running read end, and the latest snapshot reach the time to live. Where that takes
    /// longer than <paramref name="wait"/>, it is the latest snapshot.
    /// </summary>
    /// <param name="wait">How long the caller can wait.</param>
    /// <param name="cancellationToken">The caller went away.</param>
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

        // A timer counts whole milliseconds, and may be early by a part of one.
        while (LatestAge is { } age && timeToLive - age is var rest && rest > TimeSpan.Zero && rest < wait - timeProvider.GetElapsedTime(start))
        {
            await Task.Delay(rest, timeProvider, cancellationToken);
        }

        var left = wait - timeProvider.GetElapsedTime(start);
        return await ReadAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Puts the documents together; each may be missing, with its failure in its state.</summary>
    /// <param name="states">All documents of the source, in its order.</param>
    /// <param name="previous">The snapshot before this one; null for the first.</param>
    protected abstract TSnapshot Combine(ImmutableArray<DocumentState> states, TSnapshot? previous);

    /// <summary>Reads all documents, keeps the result and gives it to all who joined.</summary>
    private async Task<TSnapshot> RunAsync(TaskMetadataClient client, EndpointRead read)
    {
        TSnapshot? snapshot = null;
        try
        {
            snapshot = Record(await read.RequestAsync(client));
        }
        catch (Exception error)
        {
            // A mistake of this program, logged here because perhaps nobody waits for the read. It is kept like other failures, so that it does not
            // make every scrape ask the endpoint.
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
        // Reads do not overlap, so the log needs no lock; and a slow one delays no scrape that is answered from the latest snapshot.
        _log.Record(readings);
        return SnapshotOf((history, i) => history.Record(readings[i], Errors));
    }

    /// <summary>What has arrived of a read, if there is one, and <paramref name="failure"/> in place of the rest. Records nothing.</summary>
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

    /// <summary>One read of the endpoint: its documents as they arrive, and the snapshot for the scrapes that joined it.</summary>
    private sealed class EndpointRead(ImmutableArray<EndpointDocument> documents)
    {
        // With asynchronous continuations, the rendering of one answer does not delay the other scrapes that joined.
        private readonly TaskCompletionSource<TSnapshot> _snapshot = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile Task<DocumentReading>[] _readings = [];

        /// <summary>Completes with the snapshot when the read has ended; never faults.</summary>
        public Task<TSnapshot> Snapshot => _snapshot.Task;

        /// <summary>How reading a document, by its place among those of the source, ended; null until then.</summary>
        public DocumentReading? ReadingOf(int document) =>
            _readings is { Length: > 0 } readings && readings[document] is { IsCompletedSuccessfully: true } reading ? reading.Result : null;

        /// <summary>
        /// Requests all documents in parallel. Completes when all readings have ended, even if one of them throws: two reads must not overlap.
        /// </summary>
        public Task<DocumentReading[]> RequestAsync(TaskMetadataClient client) =>
            Task.WhenAll(_readings = [.. documents.Select(client.ReadAsync)]);

        /// <summary>Gives the snapshot to the scrapes that joined.</summary>
        public void Complete(TSnapshot snapshot) => _snapshot.SetResult(snapshot);
    }
}

/// <summary>What the sources log; a generic class cannot declare log lines once for all its types.</summary>
internal static partial class EndpointSourceLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Reading the task metadata endpoint failed")]
    public static partial void Broken(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A scrape timed out before the task metadata endpoint answered")]
    public static partial void GaveUp(ILogger logger, TimeSpan waited);
}
