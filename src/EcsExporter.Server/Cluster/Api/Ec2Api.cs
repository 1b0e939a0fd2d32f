// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Api;

/// <summary>
/// The only action of the EC2 API that the exporter uses.
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html"/>
/// </summary>
internal sealed class Ec2Api(ApiSession session)
{
    /// <summary>Values of one filter, of which AWS takes 200.</summary>
    private const int BatchSize = 100;

    private const int MaxPages = 100;

    private const string ContentType = "application/x-www-form-urlencoded; charset=utf-8";

    /// <summary>Reads instances by id; those that do not exist any more are left out, as a filter does it.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="instances">Gets the instances.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">They could not be read.</exception>
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
