// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents;

/// <summary>One container of a simulated task: its state and its samples, as functions of the time since the task's start.</summary>
internal sealed class SimulatedContainer
{
    private const double Mebibyte = 1048576;
    private const ulong PageBytes = 4096;

    // Docker and containerd take each sample a little late, by a varying time.
    private const long MaximumLatenessTicks = 2 * TimeSpan.TicksPerMillisecond;

    private static readonly TimeSpan HostUptimeAtStart = TimeSpan.FromHours(97.3);

    private readonly TaskDeclaration _task;
    private readonly DateTimeOffset _taskStart;
    private readonly NetworkTraffic? _sharedTraffic;
    private readonly NetworkTraffic? _ownTraffic;
    private readonly ulong _latenessKey;
    private readonly Flow _cpu;
    private readonly Flow _read;
    private readonly Flow _written;
    private readonly Flow _faults;
    private readonly Level _anonymous;
    private readonly Level _fileCache;

    public SimulatedContainer(
        ContainerDeclaration declaration,
        TaskDeclaration task,
        TaskIdentity identity,
        NetworkTraffic? sharedTraffic,
        DateTimeOffset taskStart,
        int seed)
    {
        Declaration = declaration;
        DockerId = identity.DockerId(declaration.Name);
        EndpointId = identity.EndpointId(declaration.Name);
        _task = task;
        _taskStart = taskStart;
        _sharedTraffic = sharedTraffic;

        var name = declaration.Name;
        var load = declaration.Load;
        if (!Platform.SharesNetwork && Platform.Interface is not null)
        {
            _ownTraffic = new NetworkTraffic(name, seed, load.ReceivedBytesPerSecond, load.SentBytesPerSecond);
        }

        _latenessKey = Noise.Of(name + "/lateness", seed);
        _cpu = Flow.Named(name + "/cpu", seed, load.Cores * 1e9);
        _read = Flow.Named(name + "/read", seed, load.ReadBytesPerSecond);
        _written = Flow.Named(name + "/written", seed, load.WriteBytesPerSecond);
        _faults = Flow.Named(name + "/faults", seed, 1 + (load.Cores * 40));
        _anonymous = Level.Named(name + "/anonymous", seed, load.AnonymousMebibytes * Mebibyte);
        _fileCache = Level.Named(name + "/cache", seed, load.FileCacheMebibytes * Mebibyte);
    }

    public ContainerDeclaration Declaration { get; }

    public string DockerId { get; }

    public string EndpointId { get; }

    private Platform Platform => _task.Platform;

    public RunState StateAt(TimeSpan elapsed) => Declaration.Life.At(elapsed);

    /// <summary>The latest sample; null while the container does not run, and before its first sample.</summary>
    public Sample? SampleAt(TimeSpan elapsed)
    {
        if (StateAt(elapsed) is not { Running: true, StartedAt: { } started })
        {
            return null;
        }

        var number = (elapsed - started).Ticks / Platform.SamplingInterval.Ticks;
        if (SampleTime(started, number) > elapsed)
        {
            number--;
        }

        if (number < 1)
        {
            return null;
        }

        var read = SampleTime(started, number);
        TimeSpan? previous = number > 1 ? SampleTime(started, number - 1) : null;
        return new Sample
        {
            Platform = Platform,
            Read = _taskStart + read,
            PreviousRead = _taskStart + previous,
            Cpu = CpuAt(read, started),
            PreviousCpu = previous is { } then ? CpuAt(then, started) : null,
            Memory = MemoryAt(read - started),
            MemoryLimitBytes = LimitBytes(Declaration.MemoryMebibytes),
            HierarchicalMemoryLimitBytes = LimitBytes(_task.MemoryMebibytes),
            Disk = DiskAt(read - started),
            Processes = Declaration.Load.Processes,
            Network = NetworkAt(read, started),
            PreviousNetwork = previous is { } before ? NetworkAt(before, started) : null,
        };
    }

    private TimeSpan SampleTime(TimeSpan started, long number) =>
        started + (number * Platform.SamplingInterval)
        + TimeSpan.FromTicks((long)(Noise.Of(_latenessKey + (ulong)number) % (ulong)MaximumLatenessTicks));

    private CpuUsage CpuAt(TimeSpan at, TimeSpan started)
    {
        var since = at - started;
        var share = Declaration.Load.ThrottledShare;

        // The kernel enforces a quota in periods of 100 ms; without a quota it counts no periods.
        var periods = share > 0 ? (ulong)(since.TotalSeconds * 10) : 0;
        var throttled = (ulong)(periods * share);

        // The kernel's clock advances in jiffies of 10 ms, on every processor.
        var jiffies = (ulong)((HostUptimeAtStart + at).Ticks / (10 * TimeSpan.TicksPerMillisecond));
        var system = jiffies * 10_000_000 * (ulong)Platform.Processors;
        return new CpuUsage(_cpu.TotalAt(since), system, periods, throttled, throttled * 23_400_000);
    }

    private MemoryUsage MemoryAt(TimeSpan since)
    {
        var kernel = (1 + Declaration.Load.Processes) * 16 * PageBytes;
        return new MemoryUsage(
            Anonymous: Pages(_anonymous.At(since)),
            FileCache: Pages(_fileCache.At(since)),
            Kernel: kernel,
            Peak: Pages(_anonymous.PeakAt(since)) + Pages(_fileCache.PeakAt(since)) + kernel,
            Faults: 2400 + _faults.TotalAt(since),
            MajorFaults: 60 + (_faults.TotalAt(since) / 500),
            LimitHits: (ulong)(since.TotalHours * Declaration.Load.LimitHitsPerHour));
    }

    // The container has read the content of its page cache from disk before the first sample.
    private DiskUsage DiskAt(TimeSpan since) =>
        new(Pages(_fileCache.Settled) + _read.TotalAt(since), _written.TotalAt(since) / PageBytes * PageBytes);

    private NetworkUsage? NetworkAt(TimeSpan at, TimeSpan started) =>
        _sharedTraffic?.At(at) ?? _ownTraffic?.At(at - started);

    private ulong LimitBytes(int? mebibytes) =>
        mebibytes is { } limit ? (ulong)limit * (ulong)Mebibyte : Platform.UnlimitedMemoryBytes;

    private static ulong Pages(double bytes) => (1 + (ulong)(bytes / PageBytes)) * PageBytes;
}

/// <summary>The traffic of the network interface of a container or of a whole task.</summary>
internal sealed class NetworkTraffic(string name, int seed, double receivedBytesPerSecond, double sentBytesPerSecond)
{
    private readonly Flow _received = Flow.Named(name + "/received", seed, receivedBytesPerSecond);
    private readonly Flow _sent = Flow.Named(name + "/sent", seed, sentBytesPerSecond);

    public NetworkUsage At(TimeSpan sinceUp) => new(_received.TotalAt(sinceUp), _sent.TotalAt(sinceUp));
}
