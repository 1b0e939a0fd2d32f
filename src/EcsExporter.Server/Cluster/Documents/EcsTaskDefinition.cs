// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// What discovery needs of a task definition. Environment variables, which may be secrets, stand in the same document: everything but the network
/// mode and each container's name and docker labels is passed over without becoming text.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html"/>
/// </summary>
/// <param name="NetworkMode"><c>awsvpc</c>, <c>bridge</c>, <c>host</c> or <c>none</c>; bridge when the definition does not say.</param>
/// <param name="Containers">The containers with at least one docker label that was asked for.</param>
internal sealed record EcsTaskDefinition(string NetworkMode, ImmutableArray<LabelledContainer> Containers)
{
    /// <summary>Reads the answer of DescribeTaskDefinition.</summary>
    /// <param name="json">Before the answer.</param>
    /// <param name="labelPrefix">Docker labels with another beginning are passed over.</param>
    public static EcsTaskDefinition Read(ref ApiJson json, string labelPrefix)
    {
        var definition = new EcsTaskDefinition("bridge", []);
        while (json.NextProperty())
        {
            if (json.Is("taskDefinition"u8))
            {
                definition = ReadDefinition(ref json, labelPrefix, definition);
            }
            else
            {
                json.Skip();
            }
        }

        json.ExpectEnd();
        return definition;
    }

    private static EcsTaskDefinition ReadDefinition(ref ApiJson json, string labelPrefix, EcsTaskDefinition definition)
    {
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("networkMode"u8))
            {
                definition = definition with { NetworkMode = json.Text() ?? definition.NetworkMode };
            }
            else if (json.Is("containerDefinitions"u8))
            {
                definition = definition with { Containers = LabelledContainer.ReadAll(ref json, labelPrefix) };
            }
            else
            {
                json.Skip();
            }
        }

        return definition;
    }
}

/// <summary>A container whose docker labels say something about scraping it.</summary>
/// <param name="Name">The container's name.</param>
/// <param name="Labels">The labels that were asked for, without their prefix.</param>
internal readonly record struct LabelledContainer(string Name, ImmutableArray<EcsTag> Labels)
{
    /// <summary>Reads the list <c>containerDefinitions</c>.</summary>
    public static ImmutableArray<LabelledContainer> ReadAll(ref ApiJson json, string labelPrefix)
    {
        var containers = ImmutableArray.CreateBuilder<LabelledContainer>();
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            var container = new LabelledContainer("", []);
            var isObject = json.BeginObject();
            while (isObject && json.NextProperty())
            {
                if (json.Is("name"u8))
                {
                    container = container with { Name = json.Text() ?? "" };
                }
                else if (json.Is("dockerLabels"u8))
                {
                    container = container with { Labels = ReadLabels(ref json, labelPrefix) };
                }
                else
                {
                    json.Skip();
                }
            }

            if (container.Labels.Length > 0)
            {
                containers.Add(container);
            }
        }

        return containers.DrainToImmutable();
    }

    private static ImmutableArray<EcsTag> ReadLabels(ref ApiJson json, string labelPrefix)
    {
        var labels = ImmutableArray.CreateBuilder<EcsTag>();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Name() is { } name && name.StartsWith(labelPrefix, StringComparison.Ordinal))
            {
                labels.Add(new EcsTag(name[labelPrefix.Length..], json.Text() ?? ""));
            }
            else
            {
                json.Skip();
            }
        }

        return labels.DrainToImmutable();
    }
}
