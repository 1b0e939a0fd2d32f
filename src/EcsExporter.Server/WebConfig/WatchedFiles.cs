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
    /// <summary>A thousand times what reading a few small files takes. A scrape is delayed by no more than this.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(75);

    /// <summary>How long a read may take before the log says so.</summary>
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(5);

    /// <summary>The thread ends when nobody has asked for this long, and is started again for the next one who asks.</summary>
    private static readonly TimeSpan ThreadIdle = TimeSpan.FromMinutes(1);

    // A plain object, because the thread waits on it.
    private readonly object _gate = new();
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

    /// <summary>What the files said when they were read last.</summary>
    /// <exception cref="WebConfigException">They were broken.</exception>
    public T Last => _last switch
    {
        { Value: { } value } => value,
        { Failure: { } failure } => throw failure,
        _ => throw new InvalidOperationException("nothing was read yet"),
    };

    /// <summary>What the files say now, or what they said last if reading them takes long.</summary>
    /// <exception cref="WebConfigException">They are broken. The same is thrown until they change.</exception>
    public async ValueTask<T> GetAsync()
    {
        if (Request(isForced: false) is { } check)
        {
            // A thread that waits for a processor is worth waiting for, a file system is not.
            while (!await WaitAsync(check, MaxWait) && !IsReadSlow())
            {
            }
        }

        return Last;
    }

    /// <summary>Reads the files and makes it again, even if they have not changed.</summary>
    /// <exception cref="WebConfigException">They are broken, or there is nothing older to go by when reading them takes too long.</exception>
    public async Task<T> LoadAsync(TimeSpan timeout)
    {
        if (Request(isForced: true) is { } check && await WaitAsync(check, timeout))
        {
            return Last;
        }

        var path = _reading?.Path ?? "";
        Slow?.Invoke(path);
        return _last is not null ? Last : throw new WebConfigException($"{path}: the file system does not answer");
    }

    /// <summary>How long the running check has taken until now; 0 when there is none.</summary>
    private TimeSpan ReadTime => _running is null ? TimeSpan.Zero : time.GetElapsedTime(_running.BeganAt);

    private async Task<bool> WaitAsync(Check check, TimeSpan timeout)
    {
        try
        {
            await check.Done.Task.WaitAsync(timeout, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool IsReadSlow()
    {
        lock (_gate)
        {
            return ReadTime >= MaxWait;
        }
    }

    /// <summary>
    /// The check that will begin after this call: one that has begun may have read a file before it was changed. Null while a
    /// read takes long, because waiting is of no use then.
    /// </summary>
    private Check? Request(bool isForced)
    {
        string? slow = null;
        Check? check = null;
        lock (_gate)
        {
            var elapsed = ReadTime;
            if (elapsed < MaxWait)
            {
                check = _next ??= new Check();
                check.IsForced |= isForced;
                Wake();
            }
            else if (elapsed > SlowAfter && !_running!.IsReported)
            {
                _running.IsReported = true;
                slow = _reading!.Path;
            }
        }

        if (slow is not null)
        {
            Slow?.Invoke(slow);
        }

        return check;
    }

    private void Wake()
    {
        if (_hasThread)
        {
            Monitor.Pulse(_gate);
            return;
        }

        new Thread(Run) { IsBackground = true, Name = "web config" }.Start();
        _hasThread = true;
    }

    private void Run()
    {
        while (Begin() is { } check)
        {
            try
            {
                Execute(check);
            }
            finally
            {
                lock (_gate)
                {
                    _running = null;
                }

                check.Done.SetResult();
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
        if (before is not null && !check.IsForced && before.Files.IsCurrent())
        {
            return;
        }

        var files = _reading = new FileReader();
        try
        {
            _last = new Outcome(files, load(files), null);
        }
        catch (WebConfigException error)
        {
            _last = new Outcome(files, null, error);
        }
        catch (Exception error)
        {
            // A mistake in this program. Without a caller on this thread, it would end the process.
            _last = new Outcome(files, null, new WebConfigException($"{files.Path}: {error.GetType().Name}: {error.Message}"));
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
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsForced { get; set; }

        public long BeganAt { get; set; }

        public bool IsReported { get; set; }
    }
}
