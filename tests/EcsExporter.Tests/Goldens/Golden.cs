// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Tests.Goldens;

/// <summary>Whole outputs kept as files in this folder, and compared to the byte.</summary>
internal static class Golden
{
    private const string UpdateSwitch = "ECS_EXPORTER_UPDATE_GOLDENS";

    /// <summary>Where the goldens are.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "EcsExporter.Tests", "Goldens");

    private static bool Updates => Environment.GetEnvironmentVariable(UpdateSwitch) == "1";

    /// <summary>Fails unless the file <paramref name="path"/> in this folder holds exactly <paramref name="actual"/>.</summary>
    public static void RequireEqual(string path, string actual)
    {
        var file = Path.Combine(Folder, path);
        var bytes = Encoding.UTF8.GetBytes(actual);
        if (Updates)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
            return;
        }

        var golden = File.Exists(file) ? File.ReadAllBytes(file) : null;
        if (golden is null || !golden.AsSpan().SequenceEqual(bytes))
        {
            Assert.Fail(
                $"Goldens/{path} {(golden is null ? "is not there" : FirstDifference(Encoding.UTF8.GetString(golden), actual))}\n"
                + $"If the new output is right, run the tests with {UpdateSwitch}=1 and review the difference line by line.");
        }
    }

    private static string FirstDifference(string golden, string actual)
    {
        var expected = golden.Split('\n');
        var lines = actual.Split('\n');
        for (var i = 0; i < Math.Max(expected.Length, lines.Length); i++)
        {
            var left = i < expected.Length ? expected[i] : "(its end)";
            var right = i < lines.Length ? lines[i] : "(its end)";
            if (left != right)
            {
                return $"differs in line {i + 1}:\n  golden: {left}\n  actual: {right}";
            }
        }

        return "differs in its encoding";
    }
}
