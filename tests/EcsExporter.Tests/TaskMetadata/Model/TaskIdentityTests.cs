// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.TaskMetadata.Model;

public sealed class TaskIdentityTests
{
    private const string Arn = "arn:aws:ecs:eu-west-1:111122223333:task/shop/0123456789abcdef0123456789abcdef";
    private const string OtherArn = "arn:aws:ecs:eu-west-1:111122223333:task/shop/fedcba9876543210fedcba9876543210";

    private const string Complete = $$"""
        {
          "Cluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/shop", "TaskARN": "{{Arn}}", "Family": "checkout", "Revision": "7",
          "AvailabilityZone": "eu-west-1a", "AvailabilityZoneID": "euw1-az1", "LaunchType": "FARGATE",
          "ServiceName": "web", "Group": "service:web", "VPCID": "vpc-1",
          "Containers": [{"Name": "a", "Networks": [{"NetworkMode": "awsvpc"}]}]
        }
        """;

    private readonly DocumentReader _reader = new();

    [Fact]
    public void Unknown_BeforeTheFirstDocument_HasNothing() =>
        Assert.Equivalent(new TaskIdentity(), _reader.Snapshot(null, null).Identity, strict: true);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Cluster": "", "TaskARN": "", "Family": "", "Revision": "", "AvailabilityZone": "", "ServiceName": "", "LaunchType": "", "Group": ""}""")]
    [InlineData("""{"Cluster": null, "TaskARN": null, "Family": null, "Revision": null, "AvailabilityZone": null, "VPCID": null, "Containers": null}""")]
    [InlineData("""{"Cluster": "None", "TaskARN": "None", "Family": "None", "Revision": "None", "AvailabilityZone": "None", "ServiceName": "None"}""")]
    [InlineData("""{"Cluster": [], "TaskARN": {}, "Family": true, "Revision": [7], "ServiceName": {"a": 1}, "LaunchType": 5, "Containers": []}""")]
    [InlineData("""{"Cluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/", "TaskARN": "arn:aws:ecs:eu-west-1:111122223333:task/"}""")]
    [InlineData("""{"TaskARN": "not an ARN"}""")]
    [InlineData("""{"Containers": [{"Name": "a", "Networks": [{"NetworkMode": ""}]}, {"Name": "b", "Networks": null}]}""")]
    [InlineData("""{"Containers": [{"Name": "a", "Networks": [{"NetworkMode": "container:0123"}]}]}""")]
    [InlineData(null)]
    public void With_DocumentThatSaysLessOrNone_StaysAsItWas(string? later)
    {
        var first = _reader.Snapshot(Complete, "{}");
        Assert.Equivalent(first.Identity, _reader.Snapshot(later, "{}", previous: first).Identity, strict: true);
        Assert.Equivalent(first.Identity, _reader.Snapshot(later, null, previous: first).Identity, strict: true);
    }

    [Fact]
    public void With_EveryField_IsTakenOver()
    {
        var identity = _reader.Snapshot(Complete, "{}").Identity;
        Assert.Equal(("arn:aws:ecs:eu-west-1:111122223333:cluster/shop", "shop", Arn), (identity.Cluster, identity.ClusterName, identity.TaskArn));
        Assert.Equal(new TaskArn("eu-west-1", "111122223333", "0123456789abcdef0123456789abcdef"), identity.ArnParts);
        Assert.Equal(
            ("checkout", "7", "web", "service:web", "vpc-1"), (identity.Family, identity.Revision, identity.ServiceName, identity.Group, identity.VpcId));
        Assert.Equal(
            ("eu-west-1a", "euw1-az1", "FARGATE", "awsvpc"),
            (identity.AvailabilityZone, identity.AvailabilityZoneId, identity.LaunchType, identity.NetworkMode));
    }

    [Fact]
    public void With_FirstDocumentsPartial_IsFilledInPieceByPiece()
    {
        TaskSnapshot? snapshot = null;
        string?[] documents =
            [null, "{}", """{"Family": "checkout"}""", null, """{"Cluster": "shop"}""", $$"""{"TaskARN": "{{Arn}}"}""", """{"Revision": 7}"""];
        foreach (var document in documents)
        {
            snapshot = _reader.Snapshot(document, null, previous: snapshot);
        }

        var identity = snapshot!.Identity;
        Assert.Equal(("checkout", "shop", "7", Arn), (identity.Family, identity.ClusterName, identity.Revision, identity.TaskArn));
    }

    [Fact]
    public void With_ManyFailuresInARow_StaysAsItWas()
    {
        var first = _reader.Snapshot(Complete, "{}");
        var last = first;
        for (var i = 0; i < 100; i++)
        {
            last = _reader.Snapshot(i % 3 == 0 ? "{}" : null, i % 2 == 0 ? "{}" : null, previous: last);
        }

        Assert.Equivalent(first.Identity, last.Identity, strict: true);
    }

    [Fact]
    public void With_AnotherValueOfTheSameTask_IsTheLatest()
    {
        var first = _reader.Snapshot("""{"Cluster": "wrong", "Family": "wrong", "TaskARN": "wrong", "Revision": "7"}""", "{}");
        var identity = _reader.Snapshot($$"""{"Cluster": "shop", "Family": "checkout", "TaskARN": "{{Arn}}"}""", "{}", previous: first).Identity;
        Assert.Equal(("shop", "checkout", Arn, "7"), (identity.ClusterName, identity.Family, identity.TaskArn, identity.Revision));
    }

    [Fact]
    public void With_AnotherTask_KeepsNothingOfTheFirst()
    {
        var first = _reader.Snapshot(Complete, "{}");
        var identity = _reader.Snapshot($$"""{"TaskARN": "{{OtherArn}}", "Family": "search"}""", "{}", previous: first).Identity;
        Assert.Equal(("search", OtherArn), (identity.Family, identity.TaskArn));
        Assert.Equal((null, null, null, null), (identity.Cluster, identity.Revision, identity.ServiceName, identity.NetworkMode));
    }

    [Fact]
    public void With_ClusterNamedNone_IsAName() =>
        Assert.Equal("None", _reader.Snapshot("""{"Cluster": "None"}""", null).Identity.ClusterName);

    [Fact]
    public void NetworkScope_ModeGivenEarlierOnly_IsStillTheModes()
    {
        // If the network mode were forgotten, the traffic of an awsvpc task on EC2 would be published by container for a scrape.
        const string Stats = """{"1": {"networks": {"eth0": {"rx_bytes": 1}}}}""";
        var first =
            _reader.Snapshot("""{"LaunchType": "EC2", "Containers": [{"Name": "a", "DockerId": "1", "Networks": [{"NetworkMode": "awsvpc"}]}]}""", Stats);
        var later = _reader.Snapshot("""{"Containers": [{"Name": "a", "DockerId": "1"}]}""", Stats, previous: first);
        Assert.Equal(NetworkScope.Task, later.Containers.Single().NetworkScope);
        Assert.Single(later.SharedInterfaces);
    }
}
