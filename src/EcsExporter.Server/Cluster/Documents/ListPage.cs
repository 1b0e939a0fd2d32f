// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>Parses a page of an action that lists ARNs.</summary>
internal static class ListPage
{
    /// <summary>
    /// Parses an answer, such as <c>{"taskArns": ["arn:…"], "nextToken": "…"}</c>. Returns the token of the next page; null on the last page.
    /// </summary>
    /// <param name="json">The cursor before the first property.</param>
    /// <param name="member">The name of the list.</param>
    /// <param name="arns">Receives the ARNs of this page.</param>
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

/// <summary>Parses the answer of an action that describes named items. Items that no longer exist are in <c>failures</c> and are omitted.</summary>
internal static class DescribeAnswer
{
    /// <summary>Parses an answer, such as <c>{"tasks": [{…}], "failures": []}</c>.</summary>
    /// <param name="json">The cursor before the first property.</param>
    /// <param name="member">The name of the list.</param>
    /// <param name="read">Parses an element.</param>
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
