// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>One page of an action that lists ARNs.</summary>
internal static class ListPage
{
    /// <summary>Reads an answer, such as <c>{"taskArns": ["arn:…"], "nextToken": "…"}</c>. Returns the token of the next page; null on the last one.</summary>
    /// <param name="json">Before the answer.</param>
    /// <param name="member">The name of the list.</param>
    /// <param name="arns">Gets the ARNs of this page.</param>
    public static string? Read(ref ApiJson json, string member, List<string> arns)
    {
        string? nextToken = null;
        while (json.NextProperty())
        {
            if (json.Is("nextToken"u8))
            {
                nextToken = json.Text();
            }
            else if (json.Is(member))
            {
                var isArray = json.BeginArray();
                while (isArray && json.NextElement())
                {
                    if (json.Text() is { } arn)
                    {
                        arns.Add(arn);
                    }
                }
            }
            else
            {
                json.Skip();
            }
        }

        json.ExpectEnd();
        return nextToken;
    }
}

/// <summary>The answer of an action that describes what the caller names. What does not exist any more is in <c>failures</c>, and is left out.</summary>
internal static class DescribeAnswer
{
    /// <summary>Reads an answer, such as <c>{"tasks": [{…}], "failures": []}</c>.</summary>
    /// <param name="json">Before the answer.</param>
    /// <param name="member">The name of the list.</param>
    /// <param name="read">Reads an element.</param>
    public static T[] Read<T>(ref ApiJson json, string member, ElementReader<T> read)
        where T : class
    {
        T[] items = [];
        while (json.NextProperty())
        {
            if (json.Is(member))
            {
                items = JsonList.Read(ref json, read);
            }
            else
            {
                json.Skip();
            }
        }

        json.ExpectEnd();
        return items;
    }
}
