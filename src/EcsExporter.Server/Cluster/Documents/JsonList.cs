// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>Reads one element of a list; null when it is not what is wanted.</summary>
/// <typeparam name="T">What an element is.</typeparam>
internal delegate T? ElementReader<T>(ref ApiJson json)
    where T : class;

/// <summary>Reads lists of things.</summary>
internal static class JsonList
{
    /// <summary>Reads the value of a property; empty when it is no list.</summary>
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
