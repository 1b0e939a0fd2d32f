// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
namespace EcsExporter.TaskMetadata;

/// <summary>Collects readings of network interfaces, and merges those of one interface.</summary>
internal sealed class InterfaceList
{
    private readonly List<InterfaceStats> _readings = [];

    /// <summary>Reads the object <c>networks</c>: the interfaces in ordinal order of their names, each once.</summary>
    public static ImmutableArray<InterfaceStats> Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedNetwork;
        if (!json.BeginObject())
        {
            return [];
        }

        var list = new InterfaceList();
        while (json.NextProperty(out var name))
        {
            if (InterfaceStats.Read(name, ref json) is { } stats)
            {
                list._readings.Add(stats);
            }
        }

        var interfaces = list.Merge(out var duplicates);
        for (; duplicates > 0; duplicates--)
        {
            json.Report(AnomalyKind.DuplicateInterface);
        }

        return interfaces;
    }

    /// <summary>Adds a container's readings.</summary>
    public void AddAll(ImmutableArray<InterfaceStats> readings) => _readings.AddRange(readings.AsSpan());

    /// <summary>The interfaces in ordinal order of their names, each once. Nothing can be added after.</summary>
    public ImmutableArray<InterfaceStats> Merge(out int duplicates)
    {
        // Sorted once at the end: kept sorted, a list of very many would take hours.
        _readings.Sort(static (left, right) => Ordinal.Compare(left.Name, right.Name));
        var count = 0;
        for (var i = 0; i < _readings.Count; i++)
        {
            var reading = _readings[i];
            if (count > 0 && _readings[count - 1].Name == reading.Name)
            {
                _readings[count - 1] = _readings[count - 1].Max(reading);
            }
            else
            {
                _readings[count++] = reading;
            }
        }

        duplicates = _readings.Count - count;
        _readings.RemoveRange(count, duplicates);
        return [.. _readings];
    }
}
