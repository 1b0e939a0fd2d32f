// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Numbers by which kernels say "no limit".</summary>
internal static class Sentinels
{
    // cgroup v1 rounds 2^63−1 down to a page: 4 KiB pages give 2^63−4096, 64 KiB pages 2^63−65536. cgroup v2's "max" is
    // 2^64−1. No machine has 2^62 bytes or processes, so everything from there on means the same.
    private const ulong FirstUnlimited = 1UL << 62;

    /// <summary>The limit, or null when it says "unlimited"; 0 says it too, as Docker's configuration does.</summary>
    public static ulong? WithoutUnlimited(ulong? limit) => limit is > 0 and < FirstUnlimited ? limit : null;
}
