// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;

namespace EcsExporter.Server.Tests.Cluster.Api;

public sealed class RequestBudgetTests
{
    [Fact]
    public async Task Take_ManyRequestsOfOneClass_AreAtMostTenASecond()
    {
        var time = new AutoAdvancingTime();
        var budget = new RequestBudget(time);
        for (var i = 0; i < 101; i++)
        {
            await budget.TakeAsync(ThrottleClass.Services, CancellationToken.None);
        }

        Assert.Equal(10, (time.GetUtcNow() - AutoAdvancingTime.Start).TotalSeconds, 3);
    }

    [Fact]
    public async Task Take_RequestsOfSeveralClasses_DoNotWaitForEachOther()
    {
        var time = new AutoAdvancingTime();
        var budget = new RequestBudget(time);
        foreach (var throttle in Enum.GetValues<ThrottleClass>())
        {
            await budget.TakeAsync(throttle, CancellationToken.None);
        }

        Assert.Equal(AutoAdvancingTime.Start, time.GetUtcNow());
    }

    [Fact]
    public async Task Throttled_AgainAndAgain_SlowsDownAndRecovers()
    {
        var time = new AutoAdvancingTime();
        var budget = new RequestBudget(time);
        budget.Throttled(ThrottleClass.Services, tries: 1);
        var first = await TimeOfAsync(1);
        Assert.InRange(first.TotalSeconds, 0.5, 1.0);
        budget.Throttled(ThrottleClass.Services, tries: 3);
        Assert.InRange((await TimeOfAsync(1)).TotalSeconds, 2, 4);
        Assert.Equal(4, (await TimeOfAsync(10)).TotalSeconds, 1); // the interval is doubled twice: 400 ms between requests
        for (var i = 0; i < 100; i++)
        {
            budget.Answered(ThrottleClass.Services);
        }

        _ = await TimeOfAsync(1);
        Assert.Equal(1, (await TimeOfAsync(10)).TotalSeconds, 1);

        async Task<TimeSpan> TimeOfAsync(int requests)
        {
            var began = time.GetUtcNow();
            for (var i = 0; i < requests; i++)
            {
                await budget.TakeAsync(ThrottleClass.Services, CancellationToken.None);
            }

            return time.GetUtcNow() - began;
        }
    }

    [Fact]
    public async Task TakeRefreshDuration_LargestClassButDefinitions_IsAFifthOfASecondEach()
    {
        var budget = new RequestBudget(new AutoAdvancingTime());
        for (var i = 0; i < 200; i++)
        {
            await budget.TakeAsync(ThrottleClass.TaskDefinitions, CancellationToken.None);
            await budget.TakeAsync(i < 50 ? ThrottleClass.Services : ThrottleClass.ClusterResources, CancellationToken.None);
        }

        Assert.Equal(TimeSpan.FromSeconds(30), budget.TakeRefreshDuration());
        Assert.Equal(TimeSpan.Zero, budget.TakeRefreshDuration());
    }
}
