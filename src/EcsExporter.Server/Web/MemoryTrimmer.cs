// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Server.Web;

/// <summary>
/// Returns memory to the system after a burst, even if no request follows. The runtime and the C library would keep it for the next burst, so a
/// sidecar would hold what it needed once for as long as the task lives.
/// </summary>
internal sealed class MemoryTrimmer(Func<long> residentBytes, Func<long> heldBytes, IReadOnlyList<Action> trimSteps, TimeProvider time) : IDisposable
{
    /// <summary>What is resident after thousands of scrapes, without TLS.</summary>
    private const long TypicalBytes = 12 * 1024 * 1024;

    private const long MinExcessBytes = 2 * 1024 * 1024;

    /// <summary>While clients hold more than this, the resident memory does not show what the exporter needs without them.</summary>
    private const long CalmBytes = 4 * 1024 * 1024;

    /// <summary>How often the memory is checked. A check reads one file of <c>/proc</c>; returning memory takes some milliseconds.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _neededBytes = TypicalBytes;
    private bool _isActive;
    private bool _wasTouched;

    /// <summary>
    /// The last step: compacts the managed heap, waits until finalizers have freed what OpenSSL holds for objects that are gone, and makes the C
    /// library return what is free.
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
                // musl has no such function, and returns free memory by itself.
            }
        }
    }

    /// <summary>Notes that a connection began or ended, that a request was answered, or that a reading was made. Without such events no timer runs.</summary>
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

            // A step that returned much may have left more, such as what a connection that has just ended held. The next check tries again.
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
