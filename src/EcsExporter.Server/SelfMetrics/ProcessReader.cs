// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.IO.Enumeration;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Reads the figures of this process: on Linux from <c>/proc</c> (proc(5)), where a file that cannot be read gives none, elsewhere what the
/// runtime knows.
/// </summary>
internal sealed class ProcessReader : IDisposable
{
    // USER_HZ has been 100 in every kernel interface for decades; sysconf(_SC_CLK_TCK) could not tell otherwise.
    private const double TicksPerSecond = 100;

    private readonly Lock _lock = new();
    private readonly ProcFile? _statm;
    private readonly ProcFile? _netstat;

    // None of these changes while the process lives.
    private readonly double? _startTimeSeconds;
    private readonly double? _maxFileDescriptors;
    private readonly double? _maxVirtualMemoryBytes;

    /// <param name="time">The clock of the start time where the operating system has none.</param>
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

    /// <summary>The figures of this moment.</summary>
    public ProcessFigures Read()
    {
        // One scrape after the other: listing a directory takes 32 KiB from the C library, which a burst of scrapes would spread over its arenas.
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
            // Not /proc/self/fd: its entries are links, each of which would be followed. The enumeration's own descriptor counts too.
            return new FileSystemEnumerable<bool>("/proc/self/fdinfo", static (ref _) => true).Count() - 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double? ReadStartTime()
    {
        // The command name, field 2, is in parentheses and may hold anything; field 22 is the start in ticks after boot.
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
            // Line by line: before it come a line for each processor and thousands of interrupt counters.
            var line = File.ReadLines("/proc/stat").FirstOrDefault(static line => line.StartsWith(Beginning, StringComparison.Ordinal));
            return line is null ? null : Number(Encoding.UTF8.GetBytes(line[Beginning.Length..]));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The soft limit of a line such as <c>Max open files   1024   524288   files</c>.</summary>
    private static double? Limit(ReadOnlySpan<byte> limits, ReadOnlySpan<byte> name)
    {
        // "Unlimited" is 2^64−1, as the reference client says it.
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

        // Two lines of this name: the first has the counters' names, the second their values.
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

    /// <summary>The rest of the first line with this beginning; empty when there is none.</summary>
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

    /// <summary>The field at this index, counted from 0; empty when there are fewer.</summary>
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
/// A file of <c>/proc</c> that is read again and again. It stays open, as each reading from its beginning gives the figures of that moment.
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
            // The system lacks the file, or a sandbox hides it. Its figures are absent then.
        }
    }

    /// <summary>The file's content, as far as it fits into <paramref name="buffer"/>; empty if it cannot be read.</summary>
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
