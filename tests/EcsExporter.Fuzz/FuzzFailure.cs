// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Fuzz;

/// <summary>An input for which a target failed.</summary>
internal sealed record FuzzFailure(FuzzTarget Target, int Seed, int Number, IReadOnlyList<byte[]> Input, Exception Error)
{
    /// <summary>Writes the input, one file for each part; returns the folder.</summary>
    public string Save(string folder)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"fuzz-{Target.Name}-{Seed}-{Number}"));
        _ = Directory.CreateDirectory(path);
        for (var i = 0; i < Input.Count; i++)
        {
            File.WriteAllBytes(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"part-{i}")), Input[i]);
        }

        return path;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Target.Name}, seed {Seed}, case {Number}: {Error}");
}
