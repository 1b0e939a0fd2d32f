// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web;

namespace EcsExporter.Server.Tests.Web;

public sealed class ClientLimitsTests
{
    /// <summary>The limit of the heap is half of the container's memory limit.</summary>
    [Theory]
    [InlineData(24, 8192, 1536)]
    [InlineData(48, 16384, 3072)]
    [InlineData(96, 32768, 6144)]
    [InlineData(256, 49152, 16384)]
    public void Current_ByTheHeap_IsAShareOfIt(long heapMebibytes, long heldKibibytes, int expositionKibibytes)
    {
        const int Mebibyte = 1024 * 1024;

        var limits = ClientLimits.Current(heapMebibytes * Mebibyte);

        Assert.Equal(heldKibibytes * 1024, limits.HeldBytes);
        Assert.Equal(expositionKibibytes * 1024, limits.ExpositionBytes);
        Assert.InRange(limits.Connections, 4, 1024);
    }
}
