// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Soak;

/// <summary>Memory, threads, descriptors and sockets of a process, from <c>/proc</c>.</summary>
internal readonly record struct ProcessFigures(long ResidentKibibytes, int Threads, int Descriptors, int Sockets)
{
    public static ProcessFigures Of(int processId)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        var status = File.ReadAllLines($"{folder}/status");

        // A development build keeps the libraries that it has loaded open, and their debug symbols.
        var targets = Directory.EnumerateFileSystemEntries($"{folder}/fd").Select(Target).OfType<string>()
            .Where(target => Path.GetExtension(target) is not (".dll" or ".pdb")).ToList();
        return new ProcessFigures(
            Number(status, "VmRSS:"),
            (int)Number(status, "Threads:"),
            targets.Count,
            targets.Count(target => target.StartsWith("socket:", StringComparison.Ordinal)));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"{ResidentKibibytes} KiB resident, {Threads} threads, {Descriptors} descriptors of which {Sockets} sockets");

    private static long Number(IEnumerable<string> status, string name)
    {
        var value = status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
        return long.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Null for a descriptor that was closed since the folder was listed.</summary>
    private static string? Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
