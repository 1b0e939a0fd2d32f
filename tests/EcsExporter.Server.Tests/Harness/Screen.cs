// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>What a browser shows a page on, in CSS pixels.</summary>
internal sealed record Screen(int Width, int Height, bool IsPhone = false, bool IsDark = false)
{
    public static Screen Desktop { get; } = new(1100, 800);

    public static Screen Phone { get; } = new(390, 844, IsPhone: true);
}
