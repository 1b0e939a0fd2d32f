// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds what discovery needs from an EC2 instance.
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html"/>
/// </summary>
internal sealed class Ec2Instance
{
    /// <summary>The instance ID, <c>i-…</c>.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The private IPv4 address of the first network interface; null for an IPv6-only instance.</summary>
    public string? PrivateIPv4 { get; private set; }

    /// <summary>The IPv6 address of the first network interface; null if it has none.</summary>
    public string? IPv6 { get; private set; }

    /// <summary>The instance type, such as <c>m7g.large</c>.</summary>
    public string? Type { get; private set; }

    /// <summary>The subnet of the first network interface.</summary>
    public string? SubnetId { get; private set; }

    /// <summary>The tags, in the order of the API.</summary>
    public EcsTag[] Tags { get; private set; } = [];

    /// <summary>
    /// Parses a page of DescribeInstances, <c>DescribeInstancesResponse/reservationSet/item/instancesSet/item</c>. Returns the token of the next
    /// page; null on the last page.
    /// </summary>
    /// <param name="xml">The answer.</param>
    /// <param name="instances">Receives the instances of all reservations.</param>
    /// <exception cref="FormatException">The text is not that document.</exception>
    public static string? ReadPage(ReadOnlySpan<byte> xml, List<Ec2Instance> instances)
    {
        var scanner = new XmlScanner(xml);
        if (!scanner.NextChild() || !scanner.Name.SequenceEqual("DescribeInstancesResponse"u8))
        {
            throw new FormatException("the document is not an answer to DescribeInstances");
        }

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

        // NextChild throws if anything follows the root.
        _ = scanner.NextChild();
        return nextToken;
    }

    private static void ReadReservations(ref XmlScanner scanner, List<Ec2Instance> instances)
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
        var instance = new Ec2Instance();
        while (scanner.NextChild())
        {
            switch (scanner.Name)
            {
                case var name when name.SequenceEqual("instanceId"u8):
                    instance.Id = scanner.Text();
                    break;
                case var name when name.SequenceEqual("privateIpAddress"u8):
                    instance.PrivateIPv4 = scanner.Text();
                    break;
                case var name when name.SequenceEqual("ipv6Address"u8):
                    instance.IPv6 = scanner.Text();
                    break;
                case var name when name.SequenceEqual("instanceType"u8):
                    instance.Type = scanner.Text();
                    break;
                case var name when name.SequenceEqual("subnetId"u8):
                    instance.SubnetId = scanner.Text();
                    break;
                case var name when name.SequenceEqual("tagSet"u8):
                    instance.Tags = ReadTags(ref scanner);
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        return instance;
    }

    private static EcsTag[] ReadTags(ref XmlScanner scanner)
    {
        List<EcsTag> tags = [];
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

        return [.. tags];
    }
}
