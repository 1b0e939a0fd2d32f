// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Files;

namespace EcsExporter.Server.WebConfig.Files;

/// <summary>
/// Holds a value that is loaded from files, and reloads it when they change. A thread of this object reads the files, because a network file system
/// can block a read for hours. Requests wait a moment for the read, and then use the last value. When the files are not valid,
/// <paramref name="load"/> throws <see cref="WebConfigException"/>.
/// </summary>
internal sealed class WatchedFiles<T>(Func<FileReader, T> load, TimeProvider time)
    where T : class
{
    /// <summary>The longest delay of a request by a read: a thousand times the time for a few small files.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(50);

    /// <summary>The duration from which a read is logged as slow.</summary>
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(5);

    /// <summary>How long the thread waits for a request before it ends. The next request starts it again.</summary>
    private static readonly TimeSpan ThreadIdleTimeout = TimeSpan.FromMinutes(1);

    // Not a Lock, because threads also wait on it: the reading thread for a check, and others for its end.
    private readonly object _lock = new();
    private volatile Outcome? _last;
    private volatile FileReader? _reading;
    private Check? _running;
    private Check? _next;
    private bool _hasThread;

    /// <summary>Called after each load but the first, with the value or the failure, and with whether the load was forced.</summary>
    public Action<T?, WebConfigException?, bool>? LoadedAgain { get; init; }

    /// <summary>Called once for each slow read, with the path of the file.</summary>
    public Action<string>? Slow { get; init; }

    /// <summary>
    /// Returns the value of the current files, or the last value when reading them is slow. The wait blocks the calling thread, because it is shorter
    /// than an asynchronous continuation on another thread, which each scrape would need.
    /// </summary>
    /// <exception cref="WebConfigException">The files are not valid. The same exception is thrown until they change.</exception>
    public T Get()
    {
        if (!IsReadSlow())
        {
            var check = Request(isForced: false);

            // The wait continues while the thread waits for a processor, but not while it waits for a file system.
            while (!Wait(check, MaxWait) && !IsReadSlow())
            {
            }
        }

        return Last;
    }

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="WebConfigException">The files are not valid, or cannot be read in time.</exception>
    public T Load(TimeSpan timeout) => Wait(Request(isForced: true), timeout)
        ? Last
        : throw new WebConfigException($"{_reading?.Path}: the file system does not answer");

    /// <summary>Requests a reload even if the files have not changed. It does not wait for it.</summary>
    public void Reload() => _ = Request(isForced: true);

    private T Last => _last!.Value ?? throw _last.Failure!;

    /// <summary>Whether the running check takes too long to wait for. A check that is very slow is reported once.</summary>
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

    /// <summary>Returns a check that begins after this call. A running one may have read a file before it was changed.</summary>
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

    /// <summary>Waits for a check. Returns whether it ended in time.</summary>
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

    /// <summary>Waits for the next check. Returns null when none came for a while, which ends the thread.</summary>
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
            // A bug in the exporter, or a lack of memory. An exception on this thread would end the process. The outcome contains no files, so the
            // next request tries again.
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

    /// <summary>Tracks one check of the files, for all requests that came before it began.</summary>
    private sealed class Check
    {
        public bool IsForced { get; set; }
        public long BeganAt { get; set; }
        public bool IsReported { get; set; }
        public bool HasEnded { get; set; }
    }
}

/// <summary>Reads files, and keeps their contents to detect changes.</summary>
internal sealed class FileReader
{
    private readonly List<(string Path, byte[]? Content, string? Failure)> _read = [];
    private volatile string _path = "";

    /// <summary>The file that is being read, or was read last. Other threads may get it during a slow read.</summary>
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
    /// Whether every file has the same bytes as before, or fails as before; false if none was read. It compares whole contents, because the files are
    /// small. Size and time would miss two changes within one tick of the file system's clock, copies that keep their time, and the symbolic links
    /// that platforms switch to update mounted secrets.
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
