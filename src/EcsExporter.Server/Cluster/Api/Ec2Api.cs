// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// Calls the only action of the EC2 API that the exporter uses.
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html"/>
/// </summary>
internal sealed class Ec2Api(ApiSession session)
{
    /// <summary>Values per filter. AWS accepts up to 200.</summary>
    private const int BatchSize = 100;

    private const int MaxPages = 100;

    private const string ContentType = "application/x-www-form-urlencoded; charset=utf-8";

    /// <summary>Reads instances by ID. Because the IDs are a filter, AWS omits instances that no longer exist.</summary>
    /// <param name="ids">The instance IDs.</param>
    /// <param name="instances">Receives the instances.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ApiException">A request failed.</exception>
    public async Task DescribeInstancesAsync(List<string> ids, List<Ec2Instance> instances, CancellationToken cancellationToken)
    {
        for (var first = 0; first < ids.Count; first += BatchSize)
        {
            var batch = ids.GetRange(first, Math.Min(BatchSize, ids.Count - first));
            string? token = null;
            var pages = 0;
            do
            {
                await session.SendAsync(Request(batch, token), body => token = Ec2Instance.ReadPage(body, instances), cancellationToken);
                pages++;
            }
            while (token is not null && pages < MaxPages);
        }
    }

    private static ApiRequest Request(List<string> ids, string? token)
    {
        var form = new StringBuilder("Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=instance-id");
        for (var i = 0; i < ids.Count; i++)
        {
            form.Append(CultureInfo.InvariantCulture, $"&Filter.1.Value.{i + 1}={Uri.EscapeDataString(ids[i])}");
        }

        form.Append("&MaxResults=1000");
        if (token is not null)
        {
            form.Append("&NextToken=").Append(Uri.EscapeDataString(token));
        }

        return new ApiRequest(ApiAction.DescribeInstances, ContentType, Encoding.ASCII.GetBytes(form.ToString()));
    }
}
