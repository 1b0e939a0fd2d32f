// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Json;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Calls the actions of the ECS API that the exporter uses. All of them only read.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html"/>
/// </summary>
internal sealed class EcsApi(ApiSession session, TextPool texts)
{
    /// <summary>The most clusters, tasks or instances that the API accepts in one request.</summary>
    private const int BatchSize = 100;

    /// <summary>The most services that the API accepts in one request.</summary>
    private const int ServiceBatchSize = 10;

    /// <summary>The number of batches in flight at the same time. An answer takes longer than the budget's spacing of requests.</summary>
    private const int ParallelBatches = 4;

    /// <summary>The limit for the pages of a list, so that a list without an end cannot block the exporter. 100,000 tasks take 1,000 pages.</summary>
    private const int MaxPages = 5000;

    private const string ContentType = "application/x-amz-json-1.1";

    /// <summary>Returns the ARNs of all clusters of the region.</summary>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task<List<string>> ListClustersAsync(CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListClusters, null, null, "clusterArns", cancellationToken);

    /// <summary>Reads clusters by name or ARN into a list. Clusters that do not exist are omitted.</summary>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task DescribeClustersAsync(List<string> clusters, List<EcsCluster> into, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeClusters, null, "clusters", clusters, BatchSize), EcsCluster.Read, into, cancellationToken);

    /// <summary>Returns the ARNs of a cluster's services.</summary>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task<List<string>> ListServicesAsync(string cluster, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListServices, cluster, null, "serviceArns", cancellationToken);

    /// <summary>Reads services of a cluster into a list. Services that no longer exist are omitted.</summary>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task DescribeServicesAsync(string cluster, List<string> arns, List<EcsService> into, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeServices, cluster, "services", arns, ServiceBatchSize), EcsService.Read, into, cancellationToken);

    /// <summary>Returns the ARNs of a cluster's tasks.</summary>
    /// <param name="cluster">The cluster's ARN.</param>
    /// <param name="desiredStatus">RUNNING, which includes tasks that are starting, or STOPPED, which includes tasks that are stopping.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task<List<string>> ListTasksAsync(string cluster, string desiredStatus, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListTasks, cluster, desiredStatus, "taskArns", cancellationToken);

    /// <summary>Reads tasks of a cluster into a list. Tasks that no longer exist are omitted.</summary>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task DescribeTasksAsync(string cluster, List<string> arns, List<EcsTask> into, CancellationToken cancellationToken) =>
        DescribeAsync(new(ApiAction.DescribeTasks, cluster, "tasks", arns, BatchSize), EcsTask.Read, into, cancellationToken);

    /// <summary>Returns the ARNs of a cluster's container instances.</summary>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task<List<string>> ListContainerInstancesAsync(string cluster, CancellationToken cancellationToken) =>
        ListAsync(ApiAction.ListContainerInstances, cluster, null, "containerInstanceArns", cancellationToken);

    /// <summary>Reads container instances of a cluster into a list. Instances that no longer exist are omitted.</summary>
    /// <exception cref="ApiException">A request failed.</exception>
    public Task DescribeContainerInstancesAsync(string cluster, List<string> arns, List<EcsInstance> into, CancellationToken cancellationToken) =>
        DescribeAsync(
            new(ApiAction.DescribeContainerInstances, cluster, "containerInstances", arns, BatchSize), EcsInstance.Read, into, cancellationToken);

    /// <summary>Reads the members of a task definition's revision that discovery needs.</summary>
    /// <exception cref="ApiException">The request failed.</exception>
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

    /// <summary>Holds the items to describe: names or ARNs. The request and the answer have their lists under the same member name.</summary>
    private sealed class Description(ApiAction action, string? cluster, string member, List<string> items, int batchSize)
    {
        public ApiAction Action => action;

        public string? Cluster => cluster;

        public string Member => member;

        public List<string> Items => items;

        public int BatchSize => batchSize;
    }
}
