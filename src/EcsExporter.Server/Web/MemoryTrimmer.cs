// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Server.Web;

/// <summary>
/// Returns memory to the system after a burst, even if no request follows. The runtime and the C library would keep it for the next burst, so a
/// sidecar would keep the memory of its largest burst for the life of the task.
/// </summary>
internal sealed class MemoryTrimmer(Func<long> residentBytes, Func<long> heldBytes, IReadOnlyList<Action> trimSteps, TimeProvider time) : IDisposable
{
    /// <summary>The resident memory after thousands of scrapes, without TLS.</summary>
    private const long TypicalBytes = 11 * 1024 * 1024;

    private const long MinExcessBytes = 3 * 512 * 1024;

    /// <summary>Above this memory of clients, the resident memory does not show the exporter's own need.</summary>
    private const long CalmBytes = 4 * 1024 * 1024;

    /// <summary>The interval of checks. A check reads one file of <c>/proc</c>; returning memory takes some milliseconds.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _neededBytes = TypicalBytes;
    private bool _isActive;
    private bool _wasTouched;

    /// <summary>
    /// Runs the last step: compacts the managed heap, waits for the finalizers that free the memory of OpenSSL's objects, and makes the C library
    /// return its free memory.
    /// </summary>
    public static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = TrimNativeHeap(0);
            }
            catch (EntryPointNotFoundException)
            {
                // musl has no such function and returns free memory by itself.
            }
        }
    }

    /// <summary>
    /// Records that a connection began or ended, a request was answered, or a reading was made. Without such events no timer runs.
    /// </summary>
    public void Touch()
    {
        lock (_lock)
        {
            _wasTouched = true;
            if (!_isActive)
            {
                _isActive = true;
                StartTimer();
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    [DllImport("libc", EntryPoint = "malloc_trim", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimNativeHeap(nuint padBytes);

    private void StartTimer()
    {
        _timer ??= time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    private void Check()
    {
        var before = residentBytes();
        if (before - _neededBytes > Math.Max(MinExcessBytes, _neededBytes / 8))
        {
            foreach (var step in trimSteps)
            {
                step();
            }

            // A step that returned much memory may have left more, such as the memory of a connection that has just ended. The next check tries
            // again.
            var after = residentBytes();
            if (before - after < MinExcessBytes && heldBytes() <= CalmBytes)
            {
                _neededBytes = Math.Max(TypicalBytes, after);
            }

            StartTimer();
            return;
        }

        lock (_lock)
        {
            _isActive = _wasTouched;
            _wasTouched = false;
            if (_isActive)
            {
                StartTimer();
            }
        }
    }
}
