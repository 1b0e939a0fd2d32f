// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Tests.Cluster;

/// <summary>Tests the lists of reasons that are label values: each has every member of its enumeration, in ordinal order of the labels.</summary>
public sealed class LabelOrderTests
{
    [Fact]
    public void All_StopReasons_AreCompleteAndInOrder() => AssertComplete(StopReasons.All.ToArray(), StopReasons.Label);

    [Fact]
    public void All_LeftOutReasons_AreCompleteAndInOrder() => AssertComplete(LeftOutReasons.All.ToArray(), LeftOutReasons.Label);

    [Fact]
    public void All_ApiFailureReasons_AreCompleteAndInOrder() => AssertComplete(ApiFailureReasons.All.ToArray(), ApiFailureReasons.Label);

    [Fact]
    public void All_ApiActions_HaveTheirPlaceAndNumber()
    {
        Assert.Equal(ApiAction.All.Select(static action => action.Name).Order(StringComparer.Ordinal), ApiAction.All.Select(static action => action.Name));
        Assert.Equal(Enumerable.Range(0, ApiAction.All.Length), ApiAction.All.Select(static action => action.Index).Order());
        Assert.Equal(ApiAction.Services, Enum.GetValues<ApiService>().Length);
        Assert.Equal(ApiAction.ThrottleClasses, Enum.GetValues<ThrottleClass>().Length);
    }

    private static void AssertComplete<T>(T[] all, Func<T, string> label)
        where T : struct, Enum
    {
        Assert.Equal(Enum.GetValues<T>().OrderBy(label, StringComparer.Ordinal), all);
    }
}
