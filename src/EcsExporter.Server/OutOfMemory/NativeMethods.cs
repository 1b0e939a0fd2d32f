// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace EcsExporter.Server.OutOfMemory;

/// <summary>The functions of <c>out_of_memory.c</c>, which the linker puts into the native binary for Linux.</summary>
internal static class NativeMethods
{
    /// <summary>The name under which <c>NativeAot.props</c> says that the functions are in the binary itself.</summary>
    private const string Library = "out_of_memory";

    /// <summary>From now on, an allocation that fails ends the process.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="allocationFailed">The log line of an allocation that failed.</param>
    /// <param name="allocationFailedLength">Its length.</param>
    /// <param name="runtimeStuck">The log line of a challenge that was not answered.</param>
    /// <param name="runtimeStuckLength">Its length.</param>
    /// <param name="timeOffset">Where both lines have the time, of which each digit is overwritten.</param>
    /// <exception cref="DllNotFoundException">This is not the native binary for Linux.</exception>
    [DllImport(Library, EntryPoint = "out_of_memory_arm")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void Arm(
        int exitCode, byte[] allocationFailed, int allocationFailedLength, byte[] runtimeStuck, int runtimeStuckLength, int timeOffset);

    /// <summary>Ends the process, as an allocation that fails does.</summary>
    [DllImport(Library, EntryPoint = "out_of_memory_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void Exit();

    /// <summary>Sends a challenge after each half second of CPU time. Four without an answer end the process.</summary>
    [DllImport(Library, EntryPoint = "out_of_memory_watch")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void Watch();

    /// <summary>Answers the challenges so far, and waits for the next one.</summary>
    /// <returns>0 when there will be none, because <see cref="StopWatching"/> was called.</returns>
    [DllImport(Library, EntryPoint = "out_of_memory_await_challenge")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int AwaitChallenge();

    /// <summary>Sends no more challenges, and ends the wait for one.</summary>
    [DllImport(Library, EntryPoint = "out_of_memory_stop_watching")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern void StopWatching();
}
