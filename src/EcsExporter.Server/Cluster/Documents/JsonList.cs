// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>Parses an element of a list. Returns null for an element to omit.</summary>
/// <typeparam name="T">The type of an element.</typeparam>
internal delegate T? ElementReader<T>(ref ApiJson json)
    where T : class;

/// <summary>Parses lists.</summary>
internal static class JsonList
{
    /// <summary>Parses the value of a property. Returns an empty array when it is not a list.</summary>
    public static T[] Read<T>(ref ApiJson json, ElementReader<T> read)
        where T : class
    {
        List<T> items = [];
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            if (read(ref json) is { } item)
            {
                items.Add(item);
            }
        }

        return [.. items];
    }
}
