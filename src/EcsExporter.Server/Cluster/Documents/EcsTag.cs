// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>Holds a tag of a cluster, a service, a task or an instance, or a docker label.</summary>
/// <param name="key">The key.</param>
/// <param name="value">The value; may be empty.</param>
internal sealed class EcsTag(string key, string value)
{
    public string Key => key;

    public string Value => value;

    /// <summary>Parses an element of a list of <c>{"key": …, "value": …}</c>. Returns null when it has no key.</summary>
    public static EcsTag? Read(ref ApiJson json)
    {
        var (key, value) = ("", "");
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("key"u8))
            {
                key = json.Text() ?? "";
            }
            else if (json.Is("value"u8))
            {
                value = json.Text() ?? "";
            }
            else
            {
                json.Skip();
            }
        }

        return key.Length > 0 ? new EcsTag(key, value) : null;
    }
}

/// <summary>Extracts names from ARNs.</summary>
internal static class EcsName
{
    /// <summary>Returns the text after the last slash of an ARN, such as a service's name or a task's ID. Returns a plain name unchanged.</summary>
    public static string OfArn(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    /// <summary>Returns family and revision from a task definition's ARN, <c>arn:…:task-definition/FAMILY:REVISION</c>.</summary>
    public static (string Family, string Revision) OfTaskDefinition(string? arn)
    {
        var name = OfArn(arn ?? "");
        var colon = name.LastIndexOf(':');
        return colon < 0 ? (name, "") : (name[..colon], name[(colon + 1)..]);
    }
}
