// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push;

namespace EcsExporter.Server.Tests.Push;

public sealed class PushScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Fact]
    public void NextDelay_TimersThatRingInTime_IsTheInterval()
    {
        var time = new FakeTime();
        var schedule = new PushSchedule(Interval, "instance", time);

        var first = schedule.NextDelay();
        Assert.InRange(first, TimeSpan.FromTicks(1), Interval);
        for (var i = 0; i < 100; i++)
        {
            time.Advance(i == 0 ? first : Interval);
            Assert.Equal(Interval, schedule.NextDelay());
        }
    }

    [Theory]
    [InlineData(0, 15_000)]
    [InlineData(-1, 15_001)]
    [InlineData(4_000, 11_000)]
    [InlineData(14_999, 1)]
    [InlineData(15_000, 15_000)]
    [InlineData(40_000, 5_000)]
    public void NextDelay_ReadingThatTakesTime_KeepsThePhaseAndLeavesOutWhatIsMissed(int readMilliseconds, int delayMilliseconds)
    {
        var time = new FakeTime();
        var schedule = new PushSchedule(Interval, "instance", time);
        time.Advance(schedule.NextDelay() + TimeSpan.FromMilliseconds(readMilliseconds));

        Assert.Equal(TimeSpan.FromMilliseconds(delayMilliseconds), schedule.NextDelay());
    }

    [Fact]
    public void NextDelay_ManyInstances_SpreadEvenlyAndStayWhereTheyAre()
    {
        var delays = Enumerable.Range(0, 10_000).Select(number => new PushSchedule(Interval, $"task-{number}", new FakeTime()).NextDelay()).ToList();

        Assert.All(delays.CountBy(delay => (delay.Ticks - 1) / TimeSpan.TicksPerSecond), second => Assert.InRange(second.Value, 500, 850));
        Assert.Equal(delays[7], new PushSchedule(Interval, "task-7", new FakeTime()).NextDelay());
    }
}
