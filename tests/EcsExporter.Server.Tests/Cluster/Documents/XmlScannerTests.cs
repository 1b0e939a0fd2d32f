// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Tests.Cluster.Documents;

public sealed class XmlScannerTests
{
    [Fact]
    public void Read_AnswerOfDescribeInstances_GivesItsInstances()
    {
        List<Ec2Instance> instances = [];
        var nextToken = Ec2Instance.ReadPage(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- comments and <tags/> in them do not count -->
            <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
              <requestId>8f7724cf</requestId>
              <reservationSet>
                <item><reservationId>r-1</reservationId><groupSet/>
                  <instancesSet>
                    <item>
                      <instanceId>i-1</instanceId><instanceType>m7g.large</instanceType><privateIpAddress>10.0.0.1</privateIpAddress>
                      <subnetId>subnet-1</subnetId><networkInterfaceSet><item><privateIpAddress>10.9.9.9</privateIpAddress></item></networkInterfaceSet>
                      <tagSet>
                        <item><key>Name</key><value>a &amp; b &lt;c&gt; &#x41;&#66; &quot;&apos;</value></item><item><key>empty</key><value/></item>
                      </tagSet>
                    </item>
                    <item><instanceId>i-2</instanceId><ipv6Address>2600::2</ipv6Address></item>
                  </instancesSet>
                </item>
                <item><instancesSet><item><instanceId>i-3</instanceId></item></instancesSet></item>
              </reservationSet>
              <nextToken>more</nextToken>
            </DescribeInstancesResponse>

            """u8,
            instances);

        Assert.Equal("more", nextToken);
        Assert.Equal(["i-1", "i-2", "i-3"], instances.Select(static instance => instance.Id));
        var first = instances[0];
        Assert.Equal(("10.0.0.1", null, "m7g.large", "subnet-1"), (first.PrivateIPv4, first.IPv6, first.Type, first.SubnetId));
        Assert.Equal(["Name: a & b <c> AB \"'", "empty: "], first.Tags.Select(static tag => $"{tag.Key}: {tag.Value}"));
        Assert.Equal((null, "2600::2"), (instances[1].PrivateIPv4, instances[1].IPv6));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("<a>")]
    [InlineData("<a></b>")]
    [InlineData("</a>")]
    [InlineData("<a></a></a>")]
    [InlineData("<a></a><a></a>")]
    [InlineData("<a></a>text")]
    [InlineData("<a b=c></a>")]
    [InlineData("<a b></a>")]
    [InlineData("<a b='c></a>")]
    [InlineData("<a><b></a></b>")]
    [InlineData("<a><!-- </a>")]
    [InlineData("<a>&unknown;</a>")]
    [InlineData("<a>&amp</a>")]
    [InlineData("<a>&#xD800;</a>")]
    [InlineData("<a>&#99999999;</a>")]
    [InlineData("<a><![CDATA[x]]></a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]
    [InlineData("<a><1/></a>")]
    public void Read_TextThatIsNoAcceptedXml_Throws(string xml) => Assert.Throws<FormatException>(() => ReadAll(xml));

    [Fact]
    public void Read_DeepNesting_Throws() =>
        Assert.Throws<FormatException>(() => ReadAll(string.Concat(Enumerable.Repeat("<a>", 1000)) + string.Concat(Enumerable.Repeat("</a>", 1000))));

    [Theory]
    [InlineData("<a/>", "a=")]
    [InlineData("<a  />", "a=")]
    [InlineData("<a>x</a>", "a=x")]
    [InlineData("<a b='1' c=\"<>\">x</a>\n", "a=x")]
    [InlineData("<?xml version='1.0'?>\n<a>ä</a>", "a=ä")]
    public void Read_SmallDocument_GivesItsText(string xml, string expected) => Assert.Equal(expected, ReadAll(xml));

    /// <summary>A document that is cut at any position is an error, and never an endless loop.</summary>
    [Fact]
    public void Read_DocumentThatIsCut_Throws()
    {
        const string Xml = "<a b='c'><d>e &amp; f</d><!-- g --><h/></a>";
        Assert.Equal("a=", ReadAll(Xml));
        Assert.All(Enumerable.Range(0, Xml.Length), length => Assert.Throws<FormatException>(() => ReadAll(Xml[..length])));
    }

    private static string ReadAll(string xml)
    {
        var scanner = new XmlScanner(Encoding.UTF8.GetBytes(xml));
        Assert.True(scanner.NextChild());
        var name = Encoding.UTF8.GetString(scanner.Name);
        var text = scanner.Text();
        Assert.False(scanner.NextChild());
        return $"{name}={text}";
    }
}
