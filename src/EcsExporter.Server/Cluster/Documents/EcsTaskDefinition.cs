// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds what discovery needs from a task definition. The document also contains environment variables, which may be secrets. Everything but the
/// network mode and each container's name and docker labels is skipped without becoming a string.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html"/>
/// </summary>
internal sealed class EcsTaskDefinition
{
    /// <summary><c>awsvpc</c>, <c>bridge</c>, <c>host</c> or <c>none</c>; <c>bridge</c> when the definition has none.</summary>
    public string NetworkMode { get; private set; } = "bridge";

    /// <summary>The containers with at least one of the wanted docker labels.</summary>
    public LabelledContainer[] Containers { get; private set; } = [];

    /// <summary>Parses the answer of DescribeTaskDefinition.</summary>
    /// <param name="json">The cursor before the first property.</param>
    /// <param name="wanted">The docker labels to read. Others are skipped.</param>
    public void Read(ref ApiJson json, ScrapeLabelNames wanted)
    {
        while (json.NextProperty())
        {
            if (json.Is("taskDefinition"u8))
            {
                ReadDefinition(ref json, wanted);
            }
            else
            {
                json.Skip();
            }
        }

        json.ExpectEnd();
    }

    private void ReadDefinition(ref ApiJson json, ScrapeLabelNames wanted)
    {
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("networkMode"u8))
            {
                NetworkMode = json.Text() ?? NetworkMode;
            }
            else if (json.Is("containerDefinitions"u8))
            {
                Containers = LabelledContainer.ReadAll(ref json, wanted);
            }
            else
            {
                json.Skip();
            }
        }
    }
}

/// <summary>Holds a container with docker labels for scraping.</summary>
internal sealed class LabelledContainer
{
    public string Name { get; private set; } = "";

    /// <summary>The wanted labels that the container has.</summary>
    public EcsTag[] Labels { get; private set; } = [];

    /// <summary>Parses the list <c>containerDefinitions</c>.</summary>
    public static LabelledContainer[] ReadAll(ref ApiJson json, ScrapeLabelNames wanted)
    {
        List<LabelledContainer> containers = [];
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            var container = new LabelledContainer();
            var isObject = json.BeginObject();
            while (isObject && json.NextProperty())
            {
                if (json.Is("name"u8))
                {
                    container.Name = json.Text() ?? "";
                }
                else if (json.Is("dockerLabels"u8))
                {
                    container.Labels = ReadLabels(ref json, wanted);
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

        return [.. containers];
    }

    private static EcsTag[] ReadLabels(ref ApiJson json, ScrapeLabelNames wanted)
    {
        List<EcsTag> labels = [];
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Name() is { } name && wanted.Has(name))
            {
                labels.Add(new EcsTag(name, json.Text() ?? ""));
            }
            else
            {
                json.Skip();
            }
        }

        return [.. labels];
    }
}

/// <summary>Holds the keys of the docker labels that describe how to scrape a container.</summary>
/// <param name="port">The key for the port that the container listens on.</param>
/// <param name="path">The key for the path of the metrics.</param>
/// <param name="scheme">The key for the scheme, <c>http</c> or <c>https</c>.</param>
/// <param name="job">The key for the job name.</param>
internal sealed class ScrapeLabelNames(string port, string path, string scheme, string job)
{
    public string Port => port;

    public string Path => path;

    public string Scheme => scheme;

    public string Job => job;

    /// <summary>Whether a docker label has one of these keys.</summary>
    public bool Has(string name) => name == port || name == path || name == scheme || name == job;
}
