// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using EcsExporter.Server.Web;

namespace EcsExporter.Server.Tests.Web;

public sealed class MemoryTrimmerTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly FakeTime _time = new();
    private readonly MemoryTrimmer _trimmer;
    private long _resident = 11 * Mebibyte;
    private long _garbage;
    private long _held;
    private int _givenBack;

    public MemoryTrimmerTests() => _trimmer = new MemoryTrimmer(
        () => _resident + _garbage + _held,
        () => _held,
        [() => _givenBack++, () => _garbage = 0],
        _time);

    public void Dispose() => _trimmer.Dispose();

    [Fact]
    public void Touch_MemoryAsUsual_ReturnsNothingAndStopsChecking()
    {
        _trimmer.Touch();
        Assert.Equal(1, _time.Timers);

        _time.Advance(Interval);
        Assert.Equal(1, _time.Timers);
        _time.Advance(Interval);

        Assert.Equal(0, _time.Timers);
        Assert.Equal(0, _givenBack);
    }

    [Fact]
    public void Touch_NothingFollowsABurst_GivesItsMemoryBackWithinThirtySeconds()
    {
        _held = 30 * Mebibyte;
        for (var second = 0; second < 30; second += 10)
        {
            _trimmer.Touch();
            _time.Advance(Interval);
        }

        (_held, _garbage) = (0, 30 * Mebibyte);
        _trimmer.Touch();
        _time.Advance(Interval);
        _time.Advance(Interval);

        Assert.Equal(0, _garbage);
        _time.Advance(Interval);
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void Touch_ProcessNeedsMoreThanUsual_GivesBackOnceAndThenKnows()
    {
        _resident = 22 * Mebibyte;
        for (var i = 0; i < 100; i++)
        {
            _trimmer.Touch();
            _time.Advance(Interval);
        }

        Assert.Equal(1, _givenBack);
        _garbage = 4 * Mebibyte;
        _trimmer.Touch();
        _time.Advance(Interval);
        Assert.Equal(2, _givenBack);
    }

    /// <summary>What the connections of a burst held may become free only after the first step.</summary>
    [Fact]
    public void Touch_FirstTrimLeavesMuch_TriesAgain()
    {
        var pinned = 10 * Mebibyte;
        using var trimmer = new MemoryTrimmer(() => _resident + _garbage + pinned, () => 0, [() => _garbage = 0], _time);
        _garbage = 20 * Mebibyte;
        trimmer.Touch();
        _time.Advance(Interval);
        Assert.Equal(0, _garbage);

        (pinned, _garbage) = (0, 10 * Mebibyte);
        _time.Advance(Interval);

        Assert.Equal(0, _garbage);
        _time.Advance(Interval);
        _time.Advance(Interval);
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void Touch_AgainAndAgain_SetsOneTimer()
    {
        for (var i = 0; i < 100; i++)
        {
            _trimmer.Touch();
        }

        Assert.Equal(1, _time.Timers);
    }

    /// <summary>OpenSSL's memory is free only after the finalizer of the object that holds it, and only then can the C library return it.</summary>
    [Fact]
    public void Collect_ObjectWithFinalizer_IsFinalizedBeforeItReturns()
    {
        var finalized = new StrongBox<bool>();
        Abandon(finalized);

        MemoryTrimmer.Collect();

        Assert.True(finalized.Value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon(StrongBox<bool> finalized) => GC.KeepAlive(new Finalizable(finalized));

    private sealed class Finalizable(StrongBox<bool> finalized)
    {
        ~Finalizable()
        {
            // Long enough that a collection that does not wait returns before.
            Thread.SpinWait(20_000_000);
            finalized.Value = true;
        }
    }
}
