// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// What discovery needs of an EC2 instance.
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html"/>
/// </summary>
/// <param name="Id"><c>i-…</c></param>
/// <param name="PrivateIPv4">The private address of its first network interface; null for an instance with IPv6 alone.</param>
/// <param name="IPv6">The IPv6 address of its first network interface, if it has one.</param>
/// <param name="Type">Such as <c>m7g.large</c>.</param>
/// <param name="SubnetId">The subnet of its first network interface.</param>
/// <param name="Tags">In the order of the API.</param>
internal sealed record Ec2Instance(string Id, string? PrivateIPv4, string? IPv6, string? Type, string? SubnetId, ImmutableArray<EcsTag> Tags);

/// <summary>One page of DescribeInstances.</summary>
/// <param name="Instances">The instances of all reservations.</param>
/// <param name="NextToken">Leads to the next page; null on the last one.</param>
internal sealed record Ec2InstancePage(ImmutableArray<Ec2Instance> Instances, string? NextToken)
{
    /// <summary>Reads an answer: <c>DescribeInstancesResponse/reservationSet/item/instancesSet/item</c>.</summary>
    /// <exception cref="FormatException">It is not that document.</exception>
    public static Ec2InstancePage Read(ReadOnlySpan<byte> xml)
    {
        var scanner = new XmlScanner(xml);
        if (!scanner.NextChild() || !scanner.Name.SequenceEqual("DescribeInstancesResponse"u8))
        {
            throw new FormatException("the document is not an answer of DescribeInstances");
        }

        var instances = ImmutableArray.CreateBuilder<Ec2Instance>();
        string? nextToken = null;
        while (scanner.NextChild())
        {
            switch (scanner.Name)
            {
                case var name when name.SequenceEqual("reservationSet"u8):
                    ReadReservations(ref scanner, instances);
                    break;
                case var name when name.SequenceEqual("nextToken"u8):
                    nextToken = scanner.Text() is { Length: > 0 } token ? token : null;
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        // Throws if anything follows the root.
        _ = scanner.NextChild();
        return new Ec2InstancePage(instances.DrainToImmutable(), nextToken);
    }

    private static void ReadReservations(ref XmlScanner scanner, ImmutableArray<Ec2Instance>.Builder instances)
    {
        while (scanner.NextChild())
        {
            while (scanner.NextChild())
            {
                if (!scanner.Name.SequenceEqual("instancesSet"u8))
                {
                    scanner.Skip();
                    continue;
                }

                while (scanner.NextChild())
                {
                    if (ReadInstance(ref scanner) is { Id.Length: > 0 } instance)
                    {
                        instances.Add(instance);
                    }
                }
            }
        }
    }

    private static Ec2Instance ReadInstance(ref XmlScanner scanner)
    {
        var instance = new Ec2Instance("", null, null, null, null, []);
        while (scanner.NextChild())
        {
            switch (scanner.Name)
            {
                case var name when name.SequenceEqual("instanceId"u8):
                    instance = instance with { Id = scanner.Text() };
                    break;
                case var name when name.SequenceEqual("privateIpAddress"u8):
                    instance = instance with { PrivateIPv4 = scanner.Text() };
                    break;
                case var name when name.SequenceEqual("ipv6Address"u8):
                    instance = instance with { IPv6 = scanner.Text() };
                    break;
                case var name when name.SequenceEqual("instanceType"u8):
                    instance = instance with { Type = scanner.Text() };
                    break;
                case var name when name.SequenceEqual("subnetId"u8):
                    instance = instance with { SubnetId = scanner.Text() };
                    break;
                case var name when name.SequenceEqual("tagSet"u8):
                    instance = instance with { Tags = ReadTags(ref scanner) };
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        return instance;
    }

    private static ImmutableArray<EcsTag> ReadTags(ref XmlScanner scanner)
    {
        var tags = ImmutableArray.CreateBuilder<EcsTag>();
        while (scanner.NextChild())
        {
            var (key, value) = ("", "");
            while (scanner.NextChild())
            {
                switch (scanner.Name)
                {
                    case var name when name.SequenceEqual("key"u8):
                        key = scanner.Text();
                        break;
                    case var name when name.SequenceEqual("value"u8):
                        value = scanner.Text();
                        break;
                    default:
                        scanner.Skip();
                        break;
                }
            }

            tags.Add(new EcsTag(key, value));
        }

        return tags.DrainToImmutable();
    }
}
