// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Network interfaces by name, each once; further readings of one are merged into it.</summary>
internal sealed class InterfaceList
{
    private readonly List<InterfaceStats> _interfaces = [];

    /// <summary>The interfaces in ordinal order of their names.</summary>
    public IReadOnlyList<InterfaceStats> Interfaces => _interfaces;

    /// <summary>Reads the object <c>networks</c>.</summary>
    public static IReadOnlyList<InterfaceStats> Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedNetwork;
        if (!json.BeginObject())
        {
            return [];
        }

        var list = new InterfaceList();
        while (json.NextProperty(out var name))
        {
            if (InterfaceStats.Read(name, ref json) is { } stats && list.Merge(stats))
            {
                json.Report(AnomalyKind.DuplicateInterface);
            }
        }

        return list.Interfaces;
    }

    /// <summary>Adds each interface, or merges it.</summary>
    public void MergeAll(IReadOnlyList<InterfaceStats>? interfaces)
    {
        for (var i = 0; i < interfaces?.Count; i++)
        {
            _ = Merge(interfaces[i]);
        }
    }

    /// <summary>Adds an interface, or merges a further reading of one; true when it was there already.</summary>
    public bool Merge(InterfaceStats stats)
    {
        for (var i = 0; i < _interfaces.Count; i++)
        {
            var order = Ordinal.Compare(stats.Name, _interfaces[i].Name);
            if (order == 0)
            {
                _interfaces[i] = _interfaces[i].Max(stats);
                return true;
            }

            if (order < 0)
            {
                _interfaces.Insert(i, stats);
                return false;
            }
        }

        _interfaces.Add(stats);
        return false;
    }
}
