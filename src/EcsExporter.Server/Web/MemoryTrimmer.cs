// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Server.Web;

/// <summary>
/// Gives memory back to the system after a burst, also when no request follows it. Left alone, the runtime and the C library keep it for the
/// next burst: a sidecar would hold what it needed once for as long as the task lives.
/// </summary>
internal sealed class MemoryTrimmer : IDisposable
{
    /// <summary>What the exporter has resident after thousands of scrapes, without TLS.</summary>
    private const long TypicalBytes = 12 * 1024 * 1024;

    private const long MinExcessBytes = 2 * 1024 * 1024;

    /// <summary>While clients hold more than this, what is resident says nothing about what is needed without them.</summary>
    private const long CalmBytes = 4 * 1024 * 1024;

    /// <summary>A look reads one file of <c>/proc</c>; giving memory back takes some milliseconds.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Func<long> _residentBytes;
    private readonly Func<long> _heldBytes;
    private readonly IReadOnlyList<Action> _steps;
    private readonly ITimer _timer;
    private long _neededBytes = TypicalBytes;
    private int _isWatching;
    private int _wasTouched;

    /// <param name="residentBytes">What the process has resident.</param>
    /// <param name="heldBytes">What clients hold, which cannot be given back.</param>
    /// <param name="steps">What gives back memory that is not used, one after the other.</param>
    /// <param name="time">The clock.</param>
    public MemoryTrimmer(Func<long> residentBytes, Func<long> heldBytes, IReadOnlyList<Action> steps, TimeProvider time)
    {
        _residentBytes = residentBytes;
        _heldBytes = heldBytes;
        _steps = steps;
        _timer = time.CreateTimer(static trimmer => ((MemoryTrimmer)trimmer!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The last step: compacts the managed heap, and makes the C library, from whose heap TLS takes its memory, return what is free.</summary>
    public static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
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

    /// <summary>Notes that a connection began or ended, or that a request was answered. While nothing of that happens, no timer runs.</summary>
    public void Touch()
    {
        Volatile.Write(ref _wasTouched, 1);
        if (Volatile.Read(ref _isWatching) == 0 && Interlocked.Exchange(ref _isWatching, 1) == 0)
        {
            Wait();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    [DllImport("libc", EntryPoint = "malloc_trim", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimNativeHeap(nuint padBytes);

    private void Wait() => _ = _timer.Change(Interval, Timeout.InfiniteTimeSpan);

    private void Look()
    {
        var wasTouched = Interlocked.Exchange(ref _wasTouched, 0) == 1;
        if (_residentBytes() - _neededBytes > Math.Max(MinExcessBytes, _neededBytes / 8))
        {
            foreach (var step in _steps)
            {
                step();
            }

            if (_heldBytes() <= CalmBytes)
            {
                _neededBytes = Math.Max(TypicalBytes, _residentBytes());
            }
        }
        else if (!wasTouched)
        {
            _isWatching = 0;
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _wasTouched) == 0)
            {
                return;
            }

            // Touched in between, when it still seemed to be watching.
            if (Interlocked.Exchange(ref _isWatching, 1) == 1)
            {
                return;
            }
        }

        Wait();
    }
}
