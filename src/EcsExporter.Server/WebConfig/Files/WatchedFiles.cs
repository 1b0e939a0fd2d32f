// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Files;

namespace EcsExporter.Server.WebConfig.Files;

/// <summary>
/// A value made from some files, and made again when they changed. A thread of this object reads the files, because a network file system can
/// block a read for hours: requests wait a moment for the read, and then use the last value. When the files are broken,
/// <paramref name="load"/> throws <see cref="WebConfigException"/>.
/// </summary>
internal sealed class WatchedFiles<T>(Func<FileReader, T> load, TimeProvider time)
    where T : class
{
    /// <summary>How long a read may delay a request: a thousand times what reading a few small files takes.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a read may take before the log says so.</summary>
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(5);

    /// <summary>The thread ends when no request came for this long; the next one starts it again.</summary>
    private static readonly TimeSpan ThreadIdleTimeout = TimeSpan.FromMinutes(1);

    // Not a Lock: threads also wait on it, the reading thread for a check, and others for its end.
    private readonly object _lock = new();
    private volatile Outcome? _last;
    private volatile FileReader? _reading;
    private Check? _running;
    private Check? _next;
    private bool _hasThread;

    /// <summary>Called after each load but the first with the value or the failure, and with whether the load was forced.</summary>
    public Action<T?, WebConfigException?, bool>? LoadedAgain { get; init; }

    /// <summary>Called once for each read that takes long, with the path of the file.</summary>
    public Action<string>? Slow { get; init; }

    /// <summary>
    /// The value of the files as they are now, or the last value when reading them takes long. The wait blocks the calling thread: it is shorter
    /// than leaving the thread and coming back on another one, as each scrape would have to.
    /// </summary>
    /// <exception cref="WebConfigException">The files are broken. The same exception is thrown until they change.</exception>
    public T Get()
    {
        if (!IsReadSlow())
        {
            var check = Request(isForced: false);

            // A thread that waits for a processor is worth waiting for, a file system is not.
            while (!Wait(check, MaxWait) && !IsReadSlow())
            {
            }
        }

        return Last;
    }

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="WebConfigException">The files are broken, or cannot be read in time.</exception>
    public T Load(TimeSpan timeout) => Wait(Request(isForced: true), timeout)
        ? Last
        : throw new WebConfigException($"{_reading?.Path}: the file system does not answer");

    /// <summary>Requests that the value is made again even if the files have not changed, and returns at once.</summary>
    public void Reload() => _ = Request(isForced: true);

    private T Last => _last!.Value ?? throw _last.Failure!;

    /// <summary>Whether the running check takes too long to wait for. One that takes very long is reported once.</summary>
    private bool IsReadSlow()
    {
        lock (_lock)
        {
            var readTime = _running is null ? TimeSpan.Zero : time.GetElapsedTime(_running.BeganAt);
            if (readTime < SlowAfter || _running!.IsReported)
            {
                return readTime >= MaxWait;
            }

            _running.IsReported = true;
        }

        Slow?.Invoke(_reading!.Path);
        return true;
    }

    /// <summary>The check that begins after this call: a running one may have read a file before it was changed.</summary>
    private Check Request(bool isForced)
    {
        lock (_lock)
        {
            _next ??= new Check();
            _next.IsForced |= isForced;
            if (_hasThread)
            {
                Monitor.PulseAll(_lock);
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
        lock (_lock)
        {
            while (!check.HasEnded && timeout - time.GetElapsedTime(begin) is { Ticks: > 0 } left)
            {
                _ = Monitor.Wait(_lock, left);
            }

            return check.HasEnded;
        }
    }

    private void Run()
    {
        while (Begin() is { } check)
        {
            Execute(check);
            lock (_lock)
            {
                _running = null;
                check.HasEnded = true;
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Waits for the next check. Null when none came for a while, which ends the thread.</summary>
    private Check? Begin()
    {
        lock (_lock)
        {
            var isIdle = false;
            while (_next is null)
            {
                if (isIdle)
                {
                    _hasThread = false;
                    return null;
                }

                isIdle = !Monitor.Wait(_lock, ThreadIdleTimeout);
            }

            (_running, _next) = (_next, null);
            _running.BeganAt = time.GetTimestamp();
            _reading = _last?.Files ?? new FileReader();
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
            // A bug in this program, or no memory. On this thread it would end the process. The outcome names no files, so the next request tries
            // again.
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

    /// <summary>One reading of the files, for every request that came before it began.</summary>
    private sealed class Check
    {
        public bool IsForced { get; set; }
        public long BeganAt { get; set; }
        public bool IsReported { get; set; }
        public bool HasEnded { get; set; }
    }
}

/// <summary>Reads files, and remembers their contents to tell whether they have changed since.</summary>
internal sealed class FileReader
{
    private readonly List<(string Path, byte[]? Content, string? Failure)> _read = [];
    private volatile string _path = "";

    /// <summary>The file that is being read, or was read last. Other threads may ask for it while a read takes long.</summary>
    public string Path => _path;

    /// <exception cref="WebConfigException">The file cannot be read.</exception>
    public byte[] Read(string path)
    {
        _path = path;
        var (content, failure) = SmallFile.Read(path);
        _read.Add((path, content, failure));
        return content ?? throw new WebConfigException($"{path}: {failure}");
    }

    /// <summary>
    /// Whether every file has the same bytes as before, or fails as before; false if none was read. The comparison covers whole contents, because
    /// the files are small, and sizes and times miss two changes within one tick of the file system's clock, files that keep their time when they
    /// are copied, and the links that are switched where a platform mounts its secrets.
    /// </summary>
    public bool IsCurrent()
    {
        foreach (var (path, content, failure) in _read)
        {
            _path = path;
            if (!SmallFile.IsStill(path, content, failure))
            {
                return false;
            }
        }

        return _read.Count > 0;
    }
}
