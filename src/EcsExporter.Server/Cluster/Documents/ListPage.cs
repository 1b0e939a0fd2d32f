// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>One page of an action that lists ARNs.</summary>
/// <param name="Arns">The ARNs of this page.</param>
/// <param name="NextToken">Leads to the next page; null on the last one.</param>
internal sealed record ListPage(IReadOnlyList<string> Arns, string? NextToken)
{
    /// <summary>Reads an answer, such as <c>{"taskArns": ["arn:…"], "nextToken": "…"}</c>.</summary>
    /// <param name="json">Before the answer.</param>
    /// <param name="member">The name of the list.</param>
    public static ListPage Read(ref ApiJson json, string member)
    {
        List<string> arns = [];
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
        return new ListPage(arns, nextToken);
    }
}

/// <summary>Reads one element of a list; null when it is not what is wanted.</summary>
/// <typeparam name="T">What an element is.</typeparam>
internal delegate T? ElementReader<T>(ref ApiJson json)
    where T : class;

/// <summary>The answer of an action that describes what the caller names. What does not exist any more is in <c>failures</c>, and is left out.</summary>
internal static class DescribeAnswer
{
    /// <summary>Reads an answer, such as <c>{"tasks": [{…}], "failures": []}</c>.</summary>
    /// <param name="json">Before the answer.</param>
    /// <param name="member">The name of the list.</param>
    /// <param name="read">Reads an element.</param>
    public static IReadOnlyList<T> Read<T>(ref ApiJson json, string member, ElementReader<T> read)
        where T : class
    {
        List<T> items = [];
        while (json.NextProperty())
        {
            if (!json.Is(member))
            {
                json.Skip();
                continue;
            }

            var isArray = json.BeginArray();
            while (isArray && json.NextElement())
            {
                if (read(ref json) is { } item)
                {
                    items.Add(item);
                }
            }
        }

        json.ExpectEnd();
        return items;
    }
}
