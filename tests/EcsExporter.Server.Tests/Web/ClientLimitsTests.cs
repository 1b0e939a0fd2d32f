// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web;

namespace EcsExporter.Server.Tests.Web;

public sealed class ClientLimitsTests
{
    /// <summary>The heap has half of a container's memory limit.</summary>
    [Theory]
    [InlineData(24, 12, 3)]
    [InlineData(32, 16, 4)]
    [InlineData(64, 32, 8)]
    [InlineData(256, 48, 16)]
    public void Current_ByTheHeap_IsAShareOfIt(long heapMebibytes, long heldMebibytes, int expositionMebibytes)
    {
        const int Mebibyte = 1024 * 1024;

        var limits = ClientLimits.Current(heapMebibytes * Mebibyte);

        Assert.Equal(heldMebibytes * Mebibyte, limits.HeldBytes);
        Assert.Equal(expositionMebibytes * Mebibyte, limits.ExpositionBytes);
        Assert.InRange(limits.Connections, 4, 1024);
    }
}
