// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Reads the header of a PNG.</summary>
internal static class Png
{
    /// <summary>The width in pixels; fails when the file is not a PNG.</summary>
    public static int WidthOf(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> signature = [0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n'];
        Assert.True(file.StartsWith(signature), "this is no PNG");

        // The first chunk is the header: its length, its type, then the width.
        return BinaryPrimitives.ReadInt32BigEndian(file[16..]);
    }
}
