// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.OutOfMemory;

/// <summary>
/// Limits the managed heap. By default, the runtime limits it to half of the container's memory (<c>NativeAot.props</c>). When that is more than
/// <see cref="MaxBytes"/>, or when there is no limit, the heap could outgrow its address range, <c>System.GC.RegionRange</c>, and the runtime
/// (10.0.12) then crashes with SIGSEGV.
/// </summary>
internal static class HeapLimit
{
    /// <summary>A quarter of the address range, because objects in large regions do not fill their regions.</summary>
    public const ulong MaxBytes = 256 * 1024 * 1024;

    /// <summary>Sets the limit. Call this once, at startup.</summary>
    public static void Apply()
    {
        if ((ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > MaxBytes)
        {
            AppContext.SetData("GCHeapHardLimit", MaxBytes);
            GC.RefreshMemoryLimit();
        }
    }
}
