// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>A call of an action of the ECS API: its parameters, the region that it reads, and where its answer goes.</summary>
internal sealed class ActionCall(string action, RegionModel region, JsonElement input, Utf8JsonWriter json)
{
    public RegionModel Region { get; } = region;

    public Utf8JsonWriter Json { get; } = json;

    public DateTimeOffset Now => Region.Now;

    /// <summary>Whether the answer carries tags.</summary>
    public bool IncludesTags => Texts("include").Contains("TAGS");

    /// <summary>A parameter; null when the client left it out.</summary>
    public string? Text(string name) => Parameter(name, JsonValueKind.String)?.GetString();

    public IReadOnlyList<string> Texts(string name) =>
        Parameter(name, JsonValueKind.Array) is { } list ? [.. list.EnumerateArray().Select(static item => item.ToString())] : [];

    /// <summary>The cluster of the parameter <c>cluster</c>, a name or an ARN; <c>default</c> without one.</summary>
    public RegionCluster Cluster() => FindCluster(Text("cluster") ?? "default") ?? throw ApiError.ClusterNotFound();

    public RegionCluster? FindCluster(string name) => Region.Clusters.FirstOrDefault(cluster => name == cluster.Name || name == cluster.Arn);

    /// <summary>The entries of a list that an action describes.</summary>
    /// <exception cref="ApiError">There is none, or there are too many.</exception>
    public IReadOnlyList<string> Described(string name, int maximum)
    {
        var entries = Texts(name);
        return entries.Count == 0 ? throw ApiError.InvalidParameter($"{name} cannot be empty.")
            : entries.Count > maximum ? throw ApiError.InvalidParameter($"{name} can have at most {maximum} items.")
            : entries;
    }

    /// <summary>Writes the page of a list that the client asks for, and the token of the next one.</summary>
    public void WritePage(string name, IEnumerable<string> arns, int defaultResults)
    {
        var results = defaultResults;
        if (Parameter("maxResults", JsonValueKind.Number) is { } number && (!number.TryGetInt32(out results) || results is < 1 or > 100))
        {
            throw ApiError.InvalidParameter("maxResults must be between 1 and 100.");
        }

        var after = Text("nextToken") is { } token ? Decode(token) : "";
        var rest = arns.Where(arn => string.CompareOrdinal(arn, after) > 0).Order(StringComparer.Ordinal).ToList();
        Json.WriteStartArray(name);
        foreach (var arn in rest.Take(results))
        {
            Json.WriteStringValue(arn);
        }

        Json.WriteEndArray();
        if (rest.Count > results)
        {
            Json.WriteString("nextToken", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{action}|{rest[results - 1]}")));
        }
    }

    /// <summary>Writes what was asked for and does not exist.</summary>
    public void WriteFailures(IEnumerable<string> missing, string kind)
    {
        Json.WriteStartArray("failures");
        foreach (var name in missing)
        {
            Json.WriteStartObject();
            Json.WriteString("arn", name.StartsWith("arn:", StringComparison.Ordinal) ? name : Region.Arn(kind, name));
            Json.WriteString("reason", "MISSING");
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
    }

    // A token is opaque to clients. It names the last entry of its page, so that a list that changes in between loses and repeats nothing.
    private string Decode(string token)
    {
        var buffer = new byte[token.Length];
        var text = Convert.TryFromBase64String(token, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";
        return text.StartsWith(action + "|", StringComparison.Ordinal) ? text[(action.Length + 1)..]
            : throw ApiError.InvalidParameter("Invalid token specified.");
    }

    private JsonElement? Parameter(string name, JsonValueKind kind) =>
        !input.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == kind ? value
        : throw new ApiError("SerializationException", $"{name} has the wrong type.");
}
