// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Tests.Goldens;

/// <summary>
/// A small payload with something that clients often misread: a file in the folder <c>traps</c> with an object. It has the documents <c>task</c> and
/// <c>stats</c>, of which one may be missing because it could not be read, and a sentence that describes the trap.
/// </summary>
internal static class Trap
{
    private const string Suffix = ".json";

    /// <summary>The names of all traps as rows of a theory.</summary>
    public static TheoryData<string> Rows =>
        [.. Directory.GetFiles(
            Path.Combine(GoldenFolder.Path, "traps"), "*" + Suffix).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>A scrape of both documents in the file.</summary>
    public static Scrape Read(string name)
    {
        using var trap = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(GoldenFolder.Path, "traps", name + Suffix)));
        return new Scrape(Raw(trap, "task"), Raw(trap, "stats"));
    }

    private static string? Raw(JsonDocument trap, string name) =>
        trap.RootElement.TryGetProperty(name, out var document) ? document.GetRawText() : null;
}
