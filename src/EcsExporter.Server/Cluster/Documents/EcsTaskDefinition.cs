// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// What discovery needs of a task definition. Environment variables, which may be secrets, stand in the same document: everything but the network
/// mode and each container's name and docker labels is passed over without becoming text.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html"/>
/// </summary>
internal sealed class EcsTaskDefinition
{
    /// <summary><c>awsvpc</c>, <c>bridge</c>, <c>host</c> or <c>none</c>; bridge when the definition does not say.</summary>
    public string NetworkMode { get; private set; } = "bridge";

    /// <summary>The containers with at least one docker label that was asked for.</summary>
    public LabelledContainer[] Containers { get; private set; } = [];

    /// <summary>Reads the answer of DescribeTaskDefinition.</summary>
    /// <param name="json">Before the answer.</param>
    /// <param name="wanted">Other docker labels are passed over.</param>
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

/// <summary>A container whose docker labels say something about scraping it.</summary>
internal sealed class LabelledContainer
{
    /// <summary>The container's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The labels that were asked for.</summary>
    public EcsTag[] Labels { get; private set; } = [];

    /// <summary>Reads the list <c>containerDefinitions</c>.</summary>
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

/// <summary>The names of the docker labels that say how a container is to be scraped.</summary>
/// <param name="port">The port that it listens on.</param>
/// <param name="path">The path of its metrics.</param>
/// <param name="scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="job">What its team calls the job.</param>
internal sealed class ScrapeLabelNames(string port, string path, string scheme, string job)
{
    public string Port => port;

    public string Path => path;

    public string Scheme => scheme;

    public string Job => job;

    /// <summary>Whether a docker label is one of them.</summary>
    public bool Has(string name) => name == port || name == path || name == scheme || name == job;
}
