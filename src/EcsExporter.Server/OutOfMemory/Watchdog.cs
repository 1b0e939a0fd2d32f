// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.OutOfMemory;

/// <summary>
/// Ends a process whose garbage collector makes no progress: a thread shows each second that it can allocate, and a timer of the kernel
/// ends the process after three seconds of CPU time without that. The thread is its own, because requests may keep all threads of the pool
/// busy for longer. CPU time is what counts, so that a process that is stopped or that gets little CPU time is not ended.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>More than a thread has in reserve without asking the collector, which is 8 KiB.</summary>
    private const int ProbeBytes = 9 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;

    private Watchdog()
    {
        _thread = new Thread(Beat) { IsBackground = true, Name = "watchdog" };
        _thread.Start();
    }

    /// <summary>Watches until disposed; null where <see cref="OutOfMemoryExit"/> does not work.</summary>
    public static Watchdog? Start() => OutOfMemoryExit.IsArmed ? new Watchdog() : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Beat()
    {
        do
        {
            GC.KeepAlive(new byte[ProbeBytes]);
            OutOfMemoryExit.Heartbeat(another: true);
        }
        while (!_stop.WaitOne(Interval));

        OutOfMemoryExit.Heartbeat(another: false);
    }
}
