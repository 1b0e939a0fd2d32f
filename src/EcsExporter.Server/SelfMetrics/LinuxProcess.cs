// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.IO.Enumeration;
using System.Text;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>The figures of <c>/proc</c> (proc(5)); a file that cannot be read gives none.</summary>
internal sealed class LinuxProcess : IProcessFigures
{
    // USER_HZ has been 100 in every kernel interface for decades; sysconf(_SC_CLK_TCK) could not tell otherwise.
    private const double TicksPerSecond = 100;

    private readonly ProcFile _statm = new("/proc/self/statm");
    private readonly ProcFile _netstat = new("/proc/self/net/netstat");
    private readonly ScrapeReading<(double? Virtual, double? Resident)> _memory;
    private readonly ScrapeReading<(double? Received, double? Sent)> _traffic;

    public LinuxProcess(TimeProvider time)
    {
        _memory = new(ReadMemory, time);
        _traffic = new(ReadTraffic, time);

        // None of these changes while the process lives.
        var limits = new ProcFile("/proc/self/limits").Read(stackalloc byte[4 * 1024]);
        MaxFileDescriptors = Limit(limits, "Max open files"u8);
        MaxVirtualMemoryBytes = Limit(limits, "Max address space"u8);
        StartTimeSeconds = ReadStartTime();
    }

    public double? CpuSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    public double? OpenFileDescriptors
    {
        get
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
    }

    public double? MaxFileDescriptors { get; }

    public double? ResidentMemoryBytes => _memory.Get().Resident;

    public double? VirtualMemoryBytes => _memory.Get().Virtual;

    public double? MaxVirtualMemoryBytes { get; }

    public double? StartTimeSeconds { get; }

    public double? ReceivedBytes => _traffic.Get().Received;

    public double? SentBytes => _traffic.Get().Sent;

    private static double? ReadStartTime()
    {
        // The command name, field 2, is in parentheses and may hold anything; field 22 is the start in ticks after boot.
        var stat = new ProcFile("/proc/self/stat").Read(stackalloc byte[1024]);
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
        var line = Line(limits, name);
        if (line.IsEmpty)
        {
            return null;
        }

        // "Unlimited" is 2^64−1, as the reference client says it.
        var value = Field(line[name.Length..], 0);
        return value.SequenceEqual("unlimited"u8) ? ulong.MaxValue : Number(value);
    }

    private (double? Virtual, double? Resident) ReadMemory()
    {
        var pages = _statm.Read(stackalloc byte[256]);
        return (Number(Field(pages, 0)) * Environment.SystemPageSize, Number(Field(pages, 1)) * Environment.SystemPageSize);
    }

    private (double? Received, double? Sent) ReadTraffic()
    {
        var text = _netstat.Read(stackalloc byte[8 * 1024]);

        // Two lines of this name: the first has the counters' names, the second their values.
        var names = Line(text, "IpExt:"u8);
        if (names.IsEmpty)
        {
            return default;
        }

        var values = Line(text[(text.IndexOf(names) + names.Length)..], "IpExt:"u8);
        return (Counter(names, values, "InOctets"u8), Counter(names, values, "OutOctets"u8));
    }

    private static double? Counter(ReadOnlySpan<byte> names, ReadOnlySpan<byte> values, ReadOnlySpan<byte> name)
    {
        for (var i = 1; !Field(names, i).IsEmpty; i++)
        {
            if (Field(names, i).SequenceEqual(name))
            {
                return Number(Field(values, i));
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, ReadOnlySpan<byte> beginning)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.StartsWith(beginning))
            {
                return line;
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }

        return [];
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int index)
    {
        for (; ; index--)
        {
            line = line.TrimStart(" \t\n"u8);
            var end = line.IndexOfAny(" \t\n"u8);
            if (index == 0 || end < 0)
            {
                return index > 0 ? [] : end < 0 ? line : line[..end];
            }

            line = line[end..];
        }
    }

    private static double? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out ulong value, out var length) && length == text.Length ? value : null;
}
