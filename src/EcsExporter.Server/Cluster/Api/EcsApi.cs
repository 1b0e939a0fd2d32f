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
    public Task<List<string>> ListClustersAsync(CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListClusters, null, null, "clusterArns", cancellationToken);

    /// <summary>Reads clusters by name or ARN into a list; those that do not exist are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task DescribeClustersAsync(List<string> clusters, List<EcsCluster> into, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeClusters, null, "clusters", clusters, BatchSize), EcsCluster.Read, into, cancellationToken);

    /// <summary>The ARNs of a cluster's services.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<List<string>> ListServicesAsync(string cluster, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListServices, cluster, null, "serviceArns", cancellationToken);

    /// <summary>Reads services of a cluster into a list; those that do not exist any more are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task DescribeServicesAsync(string cluster, List<string> arns, List<EcsService> into, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeServices, cluster, "services", arns, ServiceBatchSize), EcsService.Read, into, cancellationToken);

    /// <summary>The ARNs of a cluster's tasks.</summary>
    /// <param name="cluster">The cluster's ARN.</param>
    /// <param name="desiredStatus">RUNNING, which tasks that start have too, or STOPPED, which those that stop have too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<List<string>> ListTasksAsync(string cluster, string desiredStatus, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListTasks, cluster, desiredStatus, "taskArns", cancellationToken);

    /// <summary>Reads tasks of a cluster into a list; those that do not exist any more are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task DescribeTasksAsync(string cluster, List<string> arns, List<EcsTask> into, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeTasks, cluster, "tasks", arns, BatchSize), EcsTask.Read, into, cancellationToken);

    /// <summary>The ARNs of a cluster's container instances.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task<List<string>> ListContainerInstancesAsync(string cluster, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListContainerInstances, cluster, null, "containerInstanceArns", cancellationToken);

    /// <summary>Reads container instances of a cluster into a list; those that do not exist any more are left out.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public Task DescribeContainerInstancesAsync(string cluster, List<string> arns, List<EcsInstance> into, CancellationToken cancellationToken) =>
        DescribeAsync(
            new(ApiAction.DescribeContainerInstances, cluster, "containerInstances", arns, BatchSize), EcsInstance.Read, into, cancellationToken);

    /// <summary>Reads a revision of a task definition: what discovery needs of it, and nothing else.</summary>
    /// <exception cref="ApiException">It could not be read.</exception>
    public Task DescribeTaskDefinitionAsync(
        string arn, ScrapeLabelNames wanted, EcsTaskDefinition into, CancellationToken cancellationToken) => session.SendAsync(
        Request(ApiAction.DescribeTaskDefinition, json => json.WriteString("taskDefinition", arn)),
        body =>
        {
            var json = new ApiJson(body, texts);
            into.Read(ref json, wanted);
        },
        cancellationToken);

    private async Task<List<string>> ListAsync(
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
                json.WriteNumber("maxResults", BatchSize);
                WriteOptional(json, "nextToken", token);
            });
            await session.SendAsync(
                request,
                body =>
                {
                    var json = new ApiJson(body, texts);
                    token = ListPage.Read(ref json, member, arns);
                },
                cancellationToken);
            if (token is null)
            {
                return arns;
            }
        }

        throw new ApiException(new ApiFailure(action, ApiFailureReason.TooLarge, $"the list has more than {MaxPages} pages"));
    }

    private Task DescribeAsync<T>(Description description, ElementReader<T> read, List<T> into, CancellationToken cancellationToken)
        where T : class =>
        DescribeBatchesAsync(
            description,
            body =>
            {
                var json = new ApiJson(body, texts);
                var items = DescribeAnswer.Read(ref json, description.Member, read);
                lock (into)
                {
                    into.AddRange(items);
                }
            },
            cancellationToken);

    private Task DescribeBatchesAsync(Description description, AnswerReader read, CancellationToken cancellationToken)
    {
        var batches = (description.Items.Count + description.BatchSize - 1) / description.BatchSize;
        return ParallelWork.RunAsync(batches, ParallelBatches, batch => session.SendAsync(Request(description, batch), read, cancellationToken));
    }

    private static ApiRequest Request(Description description, int batch) => Request(description.Action, json =>
    {
        WriteOptional(json, "cluster", description.Cluster);
        json.WriteStartArray(description.Member);
        var first = batch * description.BatchSize;
        for (var i = first; i < Math.Min(first + description.BatchSize, description.Items.Count); i++)
        {
            json.WriteStringValue(description.Items[i]);
        }

        json.WriteEndArray();
        json.WriteStartArray("include");
        json.WriteStringValue("TAGS");
        json.WriteEndArray();
    });

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
    private sealed class Description(ApiAction action, string? cluster, string member, List<string> items, int batchSize)
    {
        public ApiAction Action => action;

        public string? Cluster => cluster;

        public string Member => member;

        public List<string> Items => items;

        public int BatchSize => batchSize;
    }
}
