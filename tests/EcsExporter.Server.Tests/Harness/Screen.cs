// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>The screen of a browser, in CSS pixels.</summary>
internal sealed record Screen(int Width, int Height, bool IsPhone = false, bool IsDark = false)
{
    public static Screen Desktop { get; } = new(1100, 800);

    /// <summary>A laptop's window.</summary>
    public static Screen Laptop { get; } = new(1280, 720);

    public static Screen Phone { get; } = new(390, 844, IsPhone: true);

    public static Screen Named(string size) => size switch
    {
        "phone" => Phone,
        "tablet" => new(820, 1180),
        "laptop" => Laptop,
        "monitor" => new(1920, 1080),
        _ => throw new ArgumentException($"there is no screen '{size}'", nameof(size)),
    };
}
