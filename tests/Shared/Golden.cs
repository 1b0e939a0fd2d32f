// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TestSupport;

/// <summary>Compares whole outputs with golden files in the checkout, byte by byte.</summary>
internal static class Golden
{
    private const string UpdateVariable = "ECS_EXPORTER_UPDATE_GOLDENS";

    /// <summary>Whether golden files are written instead of compared.</summary>
    public static bool IsUpdate => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>Fails when the file differs from <paramref name="actual"/>; with the variable set, writes the file instead.</summary>
    public static void Check(string path, string actual)
    {
        if (IsUpdate)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(
            expected == actual,
            $"{Path.GetRelativePath(RepositoryRoot.Path, path)} is out of date from this line on:\n{FirstDifference(expected, actual)}\n"
            + $"If the new output is right, run the tests once with {UpdateVariable}=1 and review the difference.");
    }

    private static string FirstDifference(string expected, string actual)
    {
        var expectedLines = expected.Split('\n');
        var actualLines = actual.Split('\n');
        var line = 0;
        while (line < expectedLines.Length && line < actualLines.Length && expectedLines[line] == actualLines[line])
        {
            line++;
        }

        return $"line {line + 1}\n  expected: {expectedLines.ElementAtOrDefault(line)}\n  actual:   {actualLines.ElementAtOrDefault(line)}";
    }
}
