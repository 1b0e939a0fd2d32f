// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Json;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// The actions of the ECS API that the exporter uses; all of them read.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html"/>
/// </summary>
internal sealed class EcsApi(ApiSession session, TextPool texts)
{
    /// <summary>Clusters, tasks and instances in one request, at most.</summary>
    private const int BatchSize = 100;

    /// <summary>Services in one request, at most.</summary>
    private const int ServiceBatchSize = 10;

    /// <summary>Batches that are asked for at the same time: an answer takes longer than the budget's pause between requests.</summary>
    private const int ParallelBatches = 4;

    /// <summary>An API that never comes to an end must not keep the exporter for ever: 100,000 tasks have 1,000 pages.</summary>
    private const int MaxPages = 5000;

    private const string ContentType = "application/x-amz-json-1.1";

    /// <summary>The ARNs of all clusters of the region.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<string>> ListClustersAsync(CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListClusters, null, null, "clusterArns", cancellationToken);

    /// <summary>Clusters by name or ARN; those that do not exist are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<EcsCluster>> DescribeClustersAsync(IReadOnlyList<string> clusters, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeClusters, null, "clusters", clusters, BatchSize), EcsCluster.Read, cancellationToken);

    /// <summary>The ARNs of a cluster's services.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<string>> ListServicesAsync(string cluster, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListServices, cluster, null, "serviceArns", cancellationToken);

    /// <summary>Services of a cluster; those that do not exist any more are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<EcsService>> DescribeServicesAsync(string cluster, IReadOnlyList<string> arns, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeServices, cluster, "services", arns, ServiceBatchSize), EcsService.Read, cancellationToken);

    /// <summary>The ARNs of a cluster's tasks.</summary>
    /// <param name="cluster">The cluster's ARN.</param>
    /// <param name="desiredStatus">RUNNING, which tasks that start have too, or STOPPED, which those that stop have too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<string>> ListTasksAsync(string cluster, string desiredStatus, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListTasks, cluster, desiredStatus, "taskArns", cancellationToken);

    /// <summary>Tasks of a cluster; those that do not exist any more are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<EcsTask>> DescribeTasksAsync(string cluster, IReadOnlyList<string> arns, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeTasks, cluster, "tasks", arns, BatchSize), EcsTask.Read, cancellationToken);

    /// <summary>The ARNs of a cluster's container instances.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<string>> ListContainerInstancesAsync(string cluster, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListContainerInstances, cluster, null, "containerInstanceArns", cancellationToken);

    /// <summary>Container instances of a cluster; those that do not exist any more are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<IReadOnlyList<EcsInstance>> DescribeContainerInstancesAsync(
        string cluster, IReadOnlyList<string> arns, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeContainerInstances, cluster, "containerInstances", arns, BatchSize), EcsInstance.Read, cancellationToken);

    /// <summary>A revision of a task definition: what discovery needs of it, and nothing else.</summary>
    /// <exception cref="ApiException">It could not be read.</exception>
    public Task<EcsTaskDefinition> DescribeTaskDefinitionAsync(string arn, string labelPrefix, CancellationToken cancellationToken) => session.SendAsync(
        Request(ApiAction.DescribeTaskDefinition, json => json.WriteString("taskDefinition"u8, arn)),
        body =>
        {
            var json = new ApiJson(body, texts);
            return EcsTaskDefinition.Read(ref json, labelPrefix);
        },
        cancellationToken);

    private async Task<IReadOnlyList<string>> ListAsync(
        ApiAction action, string? cluster, string? desiredStatus, string member, CancellationToken cancellationToken)
    {
        List<string> arns = [];
        string? token = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var request = Request(action, json =>
            {
                WriteOptional(json, "cluster", cluster);
                WriteOptional(json, "desiredStatus", desiredStatus);
                json.WriteNumber("maxResults"u8, BatchSize);
                WriteOptional(json, "nextToken", token);
            });
            var answer = await session.SendAsync(
                request,
                body =>
                {
                    var json = new ApiJson(body, texts);
                    return ListPage.Read(ref json, member);
                },
                cancellationToken);
            arns.AddRange(answer.Arns);
            token = answer.NextToken;
            if (token is null)
            {
                return arns;
            }
        }

        throw new ApiException(new ApiFailure(action, ApiFailureReason.TooLarge, $"the list has more than {MaxPages} pages"));
    }

    private async Task<IReadOnlyList<T>> DescribeAsync<T>(Description description, ElementReader<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var batches = description.Items.Chunk(description.BatchSize).ToArray();
        var answers = new IReadOnlyList<T>[batches.Length];
        await Parallel.ForAsync(
            0,
            batches.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelBatches, CancellationToken = cancellationToken },
            async (index, cancelled) => answers[index] = await DescribeBatchAsync(description, batches[index], read, cancelled));
        return [.. answers.SelectMany(static answer => answer)];
    }

    private Task<IReadOnlyList<T>> DescribeBatchAsync<T>(
        Description description, string[] batch, ElementReader<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var request = Request(description.Action, json =>
        {
            WriteOptional(json, "cluster", description.Cluster);
            json.WriteStartArray(description.Member);
            foreach (var item in batch)
            {
                json.WriteStringValue(item);
            }

            json.WriteEndArray();
            json.WriteStartArray("include"u8);
            json.WriteStringValue("TAGS"u8);
            json.WriteEndArray();
        });
        return session.SendAsync(
            request,
            body =>
            {
                var json = new ApiJson(body, texts);
                return DescribeAnswer.Read(ref json, description.Member, read);
            },
            cancellationToken);
    }

    private static ApiRequest Request(ApiAction action, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new ApiRequest(action, ContentType, body.WrittenSpan.ToArray());
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>What is described: names or ARNs, which stand in the request under the name that the answer has its list under.</summary>
    private sealed record Description(ApiAction Action, string? Cluster, string Member, IReadOnlyList<string> Items, int BatchSize);
}
