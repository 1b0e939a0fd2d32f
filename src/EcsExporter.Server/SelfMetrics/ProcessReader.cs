// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.IO.Enumeration;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Reads the figures of this process: on Linux from <c>/proc</c> (proc(5)), on other systems from the runtime. The figures of a file that cannot be
/// read are null.
/// </summary>
internal sealed class ProcessReader : IDisposable
{
    // USER_HZ is 100 on every processor that the exporter is built for, so sysconf(_SC_CLK_TCK) would return the same.
    private const double TicksPerSecond = 100;

    private readonly Lock _lock = new();
    private readonly ProcFile? _statm;
    private readonly ProcFile? _netstat;

    // These are constant for the process.
    private readonly double? _startTimeSeconds;
    private readonly double? _maxFileDescriptors;
    private readonly double? _maxVirtualMemoryBytes;

    /// <param name="time">The clock for the start time on systems other than Linux.</param>
    public ProcessReader(TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
        {
            _startTimeSeconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
            return;
        }

        _statm = new ProcFile("/proc/self/statm");
        _netstat = new ProcFile("/proc/self/net/netstat");
        _startTimeSeconds = ReadStartTime();
        using var file = new ProcFile("/proc/self/limits");
        var limits = file.Read(stackalloc byte[4 * 1024]);
        _maxFileDescriptors = Limit(limits, "Max open files"u8);
        _maxVirtualMemoryBytes = Limit(limits, "Max address space"u8);
    }

    /// <summary>Reads the current figures.</summary>
    public ProcessFigures Read()
    {
        // One scrape at a time: listing a directory takes 32 KiB from the C library, which concurrent scrapes would spread over its arenas.
        lock (_lock)
        {
            return ReadNow();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _statm?.Dispose();
        _netstat?.Dispose();
    }

    private ProcessFigures ReadNow()
    {
        var (virtualBytes, residentBytes) = _statm is null ? (null, Environment.WorkingSet) : ReadMemory(_statm);
        var (receivedBytes, sentBytes) = _netstat is null ? default : ReadTraffic(_netstat);
        return new ProcessFigures
        {
            CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
            OpenFileDescriptors = _statm is null ? null : CountDescriptors(),
            MaxFileDescriptors = _maxFileDescriptors,
            ResidentMemoryBytes = residentBytes,
            VirtualMemoryBytes = virtualBytes,
            MaxVirtualMemoryBytes = _maxVirtualMemoryBytes,
            StartTimeSeconds = _startTimeSeconds,
            ReceivedBytes = receivedBytes,
            SentBytes = sentBytes,
        };
    }

    private static double? CountDescriptors()
    {
        try
        {
            // Entries of /proc/self/fd are links that would each be followed, so fdinfo is listed. The enumeration's own descriptor is subtracted.
            return new FileSystemEnumerable<bool>("/proc/self/fdinfo", static (ref _) => true).Count() - 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double? ReadStartTime()
    {
        // Field 2, the command name, is in parentheses and may contain any character. Field 22 is the start in ticks after boot (proc(5)).
        using var file = new ProcFile("/proc/self/stat");
        var stat = file.Read(stackalloc byte[1024]);
        var start = Number(Field(stat[(stat.LastIndexOf((byte)')') + 1)..], 22 - 3));

        return ReadBootTime() + (start / TicksPerSecond);
    }

    private static double? ReadBootTime()
    {
        const string Beginning = "btime ";
        try
        {
            // Read line by line, because a line for each processor and thousands of interrupt counters precede it.
            var line = File.ReadLines("/proc/stat").FirstOrDefault(static line => line.StartsWith(Beginning, StringComparison.Ordinal));
            return line is null ? null : Number(Encoding.UTF8.GetBytes(line[Beginning.Length..]));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Returns the soft limit in a line such as <c>Max open files   1024   524288   files</c>.</summary>
    private static double? Limit(ReadOnlySpan<byte> limits, ReadOnlySpan<byte> name)
    {
        // "Unlimited" is reported as 2^64−1, as in Prometheus' client for Go.
        var value = Field(Line(limits, name), 0);
        return value.SequenceEqual("unlimited"u8) ? ulong.MaxValue : Number(value);
    }

    private static (double? Virtual, double? Resident) ReadMemory(ProcFile statm)
    {
        var pages = statm.Read(stackalloc byte[256]);
        return (Number(Field(pages, 0)) * Environment.SystemPageSize, Number(Field(pages, 1)) * Environment.SystemPageSize);
    }

    private static (double? Received, double? Sent) ReadTraffic(ProcFile netstat)
    {
        var text = netstat.Read(stackalloc byte[8 * 1024]);

        // Two lines begin with this name: the first has the names of the counters, the second their values.
        var names = Line(text, "IpExt:"u8);
        var values = Line(text[(text.IndexOf(names) + names.Length)..], "IpExt:"u8);
        return (Counter(names, values, "InOctets"u8), Counter(names, values, "OutOctets"u8));
    }

    private static double? Counter(ReadOnlySpan<byte> names, ReadOnlySpan<byte> values, ReadOnlySpan<byte> name)
    {
        for (var i = 0; !Field(names, i).IsEmpty; i++)
        {
            if (Field(names, i).SequenceEqual(name))
            {
                return Number(Field(values, i));
            }
        }

        return null;
    }

    /// <summary>Returns the rest of the first line with this beginning; empty when there is none.</summary>
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, ReadOnlySpan<byte> beginning)
    {
        foreach (var line in text.Split((byte)'\n'))
        {
            if (text[line].StartsWith(beginning))
            {
                return text[line][beginning.Length..];
            }
        }

        return [];
    }

    /// <summary>Returns the field at an index, counted from 0; empty when there are fewer fields.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int index)
    {
        foreach (var field in line.SplitAny(" \t\n"u8))
        {
            if (!line[field].IsEmpty && index-- == 0)
            {
                return line[field];
            }
        }

        return [];
    }

    private static double? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out ulong value, out var length) && length == text.Length ? value : null;
}

/// <summary>
/// Reads a file of <c>/proc</c> repeatedly. The file stays open, because each read from its beginning returns the current figures.
/// </summary>
internal sealed class ProcFile : IDisposable
{
    private readonly SafeFileHandle? _handle;

    public ProcFile(string path)
    {
        try
        {
            _handle = File.OpenHandle(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The system has no such file, or a sandbox hides it, so its figures are absent.
        }
    }

    /// <summary>Reads the file's content, as far as it fits into <paramref name="buffer"/>. Returns an empty span if it cannot be read.</summary>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        if (_handle is null)
        {
            return [];
        }

        try
        {
            var length = 0;
            for (int read; (read = RandomAccess.Read(_handle, buffer[length..], length)) > 0;)
            {
                length += read;
            }

            return buffer[..length];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();
}
