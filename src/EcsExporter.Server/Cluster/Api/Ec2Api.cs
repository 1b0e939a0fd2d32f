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

    /// <summary>Instances by id; those that do not exist any more are left out, as a filter does it.</summary>
    /// <exception cref="ApiException">They could not be read.</exception>
    public async Task<IReadOnlyList<Ec2Instance>> DescribeInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        List<Ec2Instance> instances = [];
        foreach (var batch in ids.Chunk(BatchSize))
        {
            string? token = null;
            var pages = 0;
            do
            {
                var page = await session.SendAsync(Request(batch, token), Ec2InstancePage.Read, cancellationToken);
                instances.AddRange(page.Instances);
                token = page.NextToken;
                pages++;
            }
            while (token is not null && pages < MaxPages);
        }

        return instances;
    }

    private static ApiRequest Request(string[] ids, string? token)
    {
        var form = new StringBuilder("Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=instance-id");
        for (var i = 0; i < ids.Length; i++)
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
