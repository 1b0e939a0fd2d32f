// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EcsExporter.Attack;

/// <summary>Signals by the names and numbers of signal(7), as Linux has them on x86 and Arm.</summary>
internal enum UnixSignal
{
    SIGHUP = 1,
    SIGINT = 2,
    SIGTERM = 15,
    SIGCONT = 18,
    SIGSTOP = 19,
}

/// <summary>Signals and other processes. .NET has no call to send one, and an image with the SDK alone has no kill(1).</summary>
internal static partial class UnixSignals
{
    private const int Default = 0;
    private const int Ignore = 1;

    private static readonly UnixSignal[] OftenIgnored = [UnixSignal.SIGHUP, UnixSignal.SIGINT];
    private static readonly Lock Starting = new();

    /// <summary>Sends a signal; returns whether there is such a process.</summary>
    public static bool Send(int processId, UnixSignal signal) => Kill(processId, (int)signal) == 0;

    /// <summary>
    /// Starts a process that ignores no signal at first. nohup(1) starts a program with SIGHUP ignored and a shell's background job has SIGINT
    /// ignored; processes inherit that, and the runtime of .NET respects it.
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

    /// <summary>Those of the signals that this process ignores: proc_pid_status(5) has them as a mask in hexadecimal digits.</summary>
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
