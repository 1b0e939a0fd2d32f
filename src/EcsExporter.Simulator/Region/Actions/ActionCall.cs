// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;

namespace EcsExporter.Simulator.Region.Actions;

/// <summary>A call of an action of the ECS API: its parameters, its region and the writer of its answer.</summary>
internal sealed class ActionCall(string action, RegionModel region, Parameters parameters, Utf8JsonWriter json)
{
    public RegionModel Region { get; } = region;

    public Utf8JsonWriter Json { get; } = json;

    public DateTimeOffset Now => Region.Now;

    /// <summary>Whether the answer includes tags.</summary>
    public bool IncludesTags => Texts("include").Contains("TAGS");

    /// <summary>A text parameter; null when the client left it out.</summary>
    public string? Text(string name) => parameters.Text(name);

    public List<string> Texts(string name) => parameters.Texts(name);

    /// <summary>The cluster that the parameter <c>cluster</c> gives by name or ARN; defaults to <c>default</c>.</summary>
    public RegionCluster Cluster() => FindCluster(Text("cluster") ?? "default") ?? throw ApiError.ClusterNotFound();

    public RegionCluster? FindCluster(string name)
    {
        foreach (var cluster in Region.Clusters)
        {
            if (name == cluster.Name || name == cluster.Arn)
            {
                return cluster;
            }
        }

        return null;
    }

    /// <summary>The entries of the list of resources to describe.</summary>
    /// <exception cref="ApiError">The list is empty or too long.</exception>
    public List<string> Described(string name, int maximum)
    {
        var entries = Texts(name);
        return entries.Count == 0 ? throw ApiError.InvalidParameter($"{name} cannot be empty.")
            : entries.Count > maximum ? throw ApiError.InvalidParameter($"{name} can have at most {maximum} items.")
            : entries;
    }

    /// <summary>Writes the page of a list that the client asks for, and the token of the next page.</summary>
    public void WritePage(string name, List<string> arns, int defaultResults)
    {
        if (parameters.Number("maxResults", defaultResults) is not (>= 1 and <= 100 and var results))
        {
            throw ApiError.InvalidParameter("maxResults must be between 1 and 100.");
        }

        var after = Text("nextToken") is { } token ? Decode(token) : "";
        var rest = arns.FindAll(arn => string.CompareOrdinal(arn, after) > 0);
        rest.Sort(StringComparer.Ordinal);
        Json.WriteStartArray(name);
        for (var i = 0; i < Math.Min(results, rest.Count); i++)
        {
            Json.WriteStringValue(rest[i]);
        }

        Json.WriteEndArray();
        if (rest.Count > results)
        {
            Json.WriteString("nextToken", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{action}|{rest[results - 1]}")));
        }
    }

    /// <summary>Writes the resources that exist, each once, and then a failure for each that does not exist.</summary>
    /// <param name="member">The name of the list in the answer.</param>
    /// <param name="names">The names or ARNs that the client sent.</param>
    /// <param name="kind">The resource type in the ARN.</param>
    /// <param name="find">Finds a resource.</param>
    /// <param name="write">Writes a resource.</param>
    public void WriteDescribed<T>(string member, List<string> names, string kind, Func<string, T?> find, Action<T> write)
        where T : class
    {
        List<T> written = [];
        List<string> missing = [];
        Json.WriteStartArray(member);
        foreach (var name in names)
        {
            if (find(name) is not { } thing)
            {
                missing.Add(name);
            }
            else if (!written.Exists(known => ReferenceEquals(known, thing)))
            {
                written.Add(thing);
                write(thing);
            }
        }

        Json.WriteEndArray();
        WriteFailures(missing, kind);
    }

    private void WriteFailures(List<string> missing, string kind)
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

    // A token is opaque to clients. It names the last entry of its page, so that no entry is lost or repeated when the list changes between pages.
    private string Decode(string token)
    {
        var buffer = new byte[token.Length];
        var text = Convert.TryFromBase64String(token, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";
        return text.StartsWith(action + "|", StringComparison.Ordinal) ? text[(action.Length + 1)..]
            : throw ApiError.InvalidParameter("Invalid token specified.");
    }
}
