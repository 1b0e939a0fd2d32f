// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>
/// What was made of some files, made again when they changed. The files are read on a thread of this object's own, because a
/// network file system can block a read for hours: requests wait a moment for it, and then go by what was read last.
/// </summary>
/// <param name="load">Makes it. Throws <see cref="WebConfigException"/> when the files are broken.</param>
/// <param name="time">Measures how long a read takes.</param>
internal sealed class WatchedFiles<T>(Func<FileReader, T> load, TimeProvider time)
    where T : class
{
    /// <summary>A thousand times what reading a few small files takes. A read delays requests by no more than this.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a read may take before the log says so.</summary>
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(5);

    /// <summary>The thread ends when nobody has asked for this long, and is started again for the next one who asks.</summary>
    private static readonly TimeSpan ThreadIdle = TimeSpan.FromMinutes(1);

    // Plain objects, because threads wait on them: the reading thread for a check, and others for the end of one.
    private readonly object _gate = new();
    private readonly object _ended = new();
    private readonly FileReader _noFiles = new();
    private volatile Outcome? _last;
    private volatile FileReader? _reading;
    private Check? _running;
    private Check? _next;
    private bool _hasThread;

    /// <summary>Called after each load but the first, with what was made or why it could not be, and whether nothing had to have changed.</summary>
    public Action<T?, WebConfigException?, bool>? LoadedAgain { get; init; }

    /// <summary>Called once for each read that takes long, with the path of the file.</summary>
    public Action<string>? Slow { get; init; }

    /// <summary>
    /// What the files say now, or what they said last if reading them takes long. The wait blocks the calling thread: it is
    /// shorter than what it takes to leave a thread and to come back to another, as each scrape would have to.
    /// </summary>
    /// <exception cref="WebConfigException">They are broken. The same is thrown until they change.</exception>
    public T Get()
    {
        if (IsReadSlow())
        {
            ReportIfNew();
            return Last;
        }

        var check = Request(isForced: false);

        // A thread that waits for a processor is worth waiting for, a file system is not.
        while (!Wait(check, MaxWait) && !IsReadSlow())
        {
        }

        return Last;
    }

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="WebConfigException">They are broken, or cannot be read in time.</exception>
    public T Load(TimeSpan timeout) => Wait(Request(isForced: true), timeout)
        ? Last
        : throw new WebConfigException($"{_reading?.Path}: the file system does not answer");

    /// <summary>Lets the files be read and all be made again, even if they have not changed. Waits for nothing.</summary>
    public void Reload() => _ = Request(isForced: true);

    private T Last => _last switch
    {
        { Value: { } value } => value,
        { Failure: { } failure } => throw failure,
        _ => throw new InvalidOperationException("nothing was read yet"),
    };

    /// <summary>How long the running check has taken until now; 0 when there is none.</summary>
    private TimeSpan ReadTime => _running is null ? TimeSpan.Zero : time.GetElapsedTime(_running.BeganAt);

    private bool IsReadSlow()
    {
        lock (_gate)
        {
            return ReadTime >= MaxWait;
        }
    }

    private void ReportIfNew()
    {
        lock (_gate)
        {
            if (ReadTime < SlowAfter || _running is not { IsReported: false })
            {
                return;
            }

            _running.IsReported = true;
        }

        Slow?.Invoke(_reading!.Path);
    }

    /// <summary>The check that will begin after this call: one that has begun may have read a file before it was changed.</summary>
    private Check Request(bool isForced)
    {
        lock (_gate)
        {
            _next ??= new Check();
            _next.IsForced |= isForced;
            if (_hasThread)
            {
                Monitor.Pulse(_gate);
            }
            else
            {
                new Thread(Run) { IsBackground = true, Name = "web config" }.Start();
                _hasThread = true;
            }

            return _next;
        }
    }

    /// <summary>Whether the check ended in time.</summary>
    private bool Wait(Check check, TimeSpan timeout)
    {
        var begin = time.GetTimestamp();
        lock (_ended)
        {
            while (!check.HasEnded && timeout - time.GetElapsedTime(begin) is { Ticks: > 0 } left)
            {
                _ = Monitor.Wait(_ended, left);
            }

            return check.HasEnded;
        }
    }

    private void Run()
    {
        while (Begin() is { } check)
        {
            Execute(check);
            lock (_gate)
            {
                _running = null;
            }

            lock (_ended)
            {
                check.HasEnded = true;
                Monitor.PulseAll(_ended);
            }
        }
    }

    /// <summary>The next check as soon as there is one; null when the thread is not needed any more.</summary>
    private Check? Begin()
    {
        lock (_gate)
        {
            var isIdle = false;
            while (_next is null)
            {
                if (isIdle)
                {
                    _hasThread = false;
                    return null;
                }

                isIdle = !Monitor.Wait(_gate, ThreadIdle);
            }

            (_running, _next) = (_next, null);
            _running.BeganAt = time.GetTimestamp();
            _reading = _last?.Files ?? _noFiles;
            return _running;
        }
    }

    private void Execute(Check check)
    {
        var before = _last;
        var files = _reading!;
        try
        {
            if (before is not null && !check.IsForced && files.IsCurrent())
            {
                return;
            }

            files = _reading = new FileReader();
            _last = new Outcome(files, load(files), null);
        }
        catch (WebConfigException error)
        {
            _last = new Outcome(files, null, error);
        }
        catch (Exception error)
        {
            // A mistake in this program, or no memory. Without a caller on this thread, it would end the process. It is tried again
            // for the next request, as no files were read for this outcome.
            var failure = new WebConfigException($"{files.Path}: {error.GetType().Name}: {error.Message}");
            _last = new Outcome(new FileReader(), null, failure);
            if (before?.Failure?.Message == failure.Message)
            {
                return;
            }
        }

        if (before is not null)
        {
            LoadedAgain?.Invoke(_last.Value, _last.Failure, check.IsForced);
        }
    }

    private sealed record Outcome(FileReader Files, T? Value, WebConfigException? Failure);

    /// <summary>One reading of the files, for everybody who asked before it began.</summary>
    private sealed class Check
    {
        public bool IsForced { get; set; }

        public long BeganAt { get; set; }

        public bool IsReported { get; set; }

        public bool HasEnded { get; set; }
    }
}
