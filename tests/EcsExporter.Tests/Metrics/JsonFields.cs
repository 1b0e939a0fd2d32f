// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Nodes;

namespace EcsExporter.Tests.Metrics;

/// <summary>Removes or changes single fields of documents.</summary>
internal static class JsonFields
{
    /// <summary>
    /// The paths of all properties of objects, also within arrays. When several elements or containers have the same property, only the first is
    /// listed.
    /// </summary>
    public static IReadOnlyList<string[]> Paths(string json) => [.. Paths(JsonNode.Parse(json)!, []).DistinctBy(Name)];

    /// <summary>The path as text, with # for positions and * for keys that are not field names: ids and interfaces.</summary>
    public static string Name(string[] path) => string.Join(
        '.',
        path.Select((step, index) =>
            char.IsAsciiDigit(step[0]) && step.Length < 3 ? "#" : step.Length > 30 || (index > 0 && path[index - 1] == "networks") ? "*" : step));

    /// <summary>The document without the property.</summary>
    public static string Without(string json, string[] path) => Change(json, path, (parent, name) => parent.Remove(name));

    /// <summary>The document with another value for the property.</summary>
    public static string With(string json, string[] path, string? value) =>
        Change(json, path, (parent, name) => parent[name] = value is null ? null : JsonNode.Parse(value));

    private static string Change(string json, string[] path, Action<JsonObject, string> change)
    {
        var root = JsonNode.Parse(json)!;
        var node = root;
        foreach (var step in path[..^1])
        {
            node = node is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!;
        }

        change(node.AsObject(), path[^1]);
        return root.ToJsonString();
    }

    private static IEnumerable<string[]> Paths(JsonNode node, string[] above) => node switch
    {
        JsonObject members => members.SelectMany(
            member => (IEnumerable<string[]>)[[.. above, member.Key], .. member.Value is null ? [] : Paths(member.Value, [.. above, member.Key])]),
        JsonArray elements => elements.SelectMany((element, index) => element is null ? [] : Paths(element, [.. above, $"{index}"])),
        _ => [],
    };
}
