// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EcsExporter.Attack;

/// <summary>Signals with the names and numbers that Linux uses on x86 and Arm (signal(7)).</summary>
internal enum UnixSignal
{
    SIGHUP = 1,
    SIGINT = 2,
    SIGTERM = 15,
    SIGCONT = 18,
    SIGSTOP = 19,
}

/// <summary>Sends signals to other processes. .NET has no API for that, and an image with only the SDK has no kill(1).</summary>
internal static partial class UnixSignals
{
    private const int Default = 0;
    private const int Ignore = 1;

    private static readonly UnixSignal[] OftenIgnored = [UnixSignal.SIGHUP, UnixSignal.SIGINT];
    private static readonly Lock Starting = new();

    /// <summary>Sends a signal; returns whether the process exists.</summary>
    public static bool Send(int processId, UnixSignal signal) => Kill(processId, (int)signal) == 0;

    /// <summary>
    /// Starts a process that does not ignore any signal. nohup(1) starts a program with SIGHUP ignored, and a shell's background job has SIGINT
    /// ignored. Processes inherit ignored signals, and the runtime of .NET keeps them ignored.
    /// </summary>
    public static void StartWithDefaultSignals(this Process process)
    {
        lock (Starting)
        {
            var ignored = Ignored();
            Array.ForEach(ignored, static signal => SetHandler((int)signal, Default));
            try
            {
                _ = process.Start();
            }
            finally
            {
                Array.ForEach(ignored, static signal => SetHandler((int)signal, Ignore));
            }
        }
    }

    /// <summary>The signals that this process ignores, from the hexadecimal mask <c>SigIgn</c> of proc_pid_status(5).</summary>
    private static UnixSignal[] Ignored()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        const string Name = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith(Name, StringComparison.Ordinal));
        var mask = Convert.ToUInt64(line[Name.Length..].Trim(), 16);
        return Array.FindAll(OftenIgnored, signal => (mask & (1UL << ((int)signal - 1))) != 0);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetHandler(int signal, nint handler);
}
