// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.TaskMetadata;

/// <summary>Collects readings of network interfaces, and merges those of one interface. Not to be copied.</summary>
internal struct InterfaceList
{
    private ShortList<InterfaceStats> _readings;

    /// <summary>Reads the object <c>networks</c>: the interfaces in ordinal order of their names, each once.</summary>
    public static ImmutableArray<InterfaceStats> Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedNetwork;
        if (!json.BeginObject())
        {
            return [];
        }

        var list = default(InterfaceList);
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
    public void AddAll(ImmutableArray<InterfaceStats> readings)
    {
        foreach (var reading in readings)
        {
            _readings.Add(reading);
        }
    }

    /// <summary>The interfaces in ordinal order of their names, each once. Nothing can be added after.</summary>
    public ImmutableArray<InterfaceStats> Merge(out int duplicates)
    {
        // Sorted once at the end: kept sorted, a list of very many would take hours.
        var sorted = _readings.Span;
        sorted.Sort(static (left, right) => Ordinal.Compare(left.Name, right.Name));
        var count = 0;
        foreach (var reading in sorted)
        {
            if (count > 0 && sorted[count - 1].Name == reading.Name)
            {
                sorted[count - 1] = sorted[count - 1].Max(reading);
            }
            else
            {
                sorted[count++] = reading;
            }
        }

        duplicates = sorted.Length - count;
        return _readings.First(count);
    }
}
