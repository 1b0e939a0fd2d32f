// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.TaskMetadata.Json;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Tests.TaskMetadata.Json;

public sealed class TimestampTests
{
    private const long March = 1_772_439_331_000_000_000; // 2026-03-02T08:15:31Z

    [Theory]
    [InlineData("2026-03-02T08:15:31Z", March)]
    [InlineData("2026-03-02t08:15:31z", March)]
    [InlineData("2026-03-02T08:15:31.4Z", March + 400_000_000)]
    [InlineData("2026-03-02T08:15:31.403155731Z", March + 403_155_731)]
    [InlineData("2026-03-02T08:15:31.000000001Z", March + 1)]
    [InlineData("2026-03-02T08:15:31.4031557319999Z", March + 403_155_731)]
    [InlineData("2026-03-02T08:15:31.00000000000000000000000000001Z", March)]
    [InlineData("2026-03-02T08:15:31+00:00", March)]
    [InlineData("2026-03-02T08:15:31-00:00", March)]
    [InlineData("2026-03-02T09:45:31.5+01:30", March + 500_000_000)]
    [InlineData("2026-03-01T23:15:31-09:00", March)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:59:59.75Z", -250_000_000)]
    [InlineData("1972-06-30T23:59:60Z", 78_796_800_000_000_000)]
    [InlineData("2016-12-31T23:59:60.5Z", 1_483_228_800_500_000_000)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800_000_000_000)]
    [InlineData("1678-01-01T00:00:00+23:59", -9_214_646_340_000_000_000)]
    [InlineData("2261-12-31T23:59:59.999999999-23:59", 9_214_732_739_999_999_999)]
    public void TryParse_Rfc3339_GivesNanoseconds(string text, long expected)
    {
        Assert.True(Timestamp.TryParse(Encoding.UTF8.GetBytes(text), out var timestamp, out var isZero));
        Assert.Equal(expected, timestamp.UnixNanoseconds);
        Assert.False(isZero);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", true)]
    [InlineData("0001-01-01T00:00:00.5Z", true)]
    [InlineData("0001-12-31T23:59:60Z", false)]
    [InlineData("0002-01-01T00:00:00Z", false)]
    [InlineData("1677-12-31T23:59:59Z", false)]
    [InlineData("2262-01-01T00:00:00Z", false)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    [InlineData("9999-12-31T23:59:60Z", false)]
    public void TryParse_YearThatNanosecondsCannotCount_IsATimeWithoutAFigure(string text, bool expectedZero)
    {
        Assert.True(Timestamp.TryParse(Encoding.UTF8.GetBytes(text), out var timestamp, out var isZero));
        Assert.Equal(0, timestamp.UnixNanoseconds);
        Assert.Equal(expectedZero, isZero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("yesterday")]
    [InlineData("1772439331")]
    [InlineData("2026-03-02")]
    [InlineData("2026-03-02T08:15:31")]
    [InlineData("2026-03-02T08:15:31.5")]
    [InlineData("2026-03-02T08:15:31.")]
    [InlineData("2026-03-02T08:15:31.Z")]
    [InlineData("2026-03-02T08:15:31,5Z")]
    [InlineData("2026-03-02 08:15:31Z")]
    [InlineData("2026-03-02T08:15:31Zx")]
    [InlineData(" 2026-03-02T08:15:31Z")]
    [InlineData("2026-03-02T08:15:31+1:00")]
    [InlineData("2026-03-02T08:15:31+0100")]
    [InlineData("2026-03-02T08:15:31+24:00")]
    [InlineData("2026-03-02T08:15:31+01:60")]
    [InlineData("2026-03-02T08:15:31 01:00")]
    [InlineData("2026-02-30T08:15:31Z")]
    [InlineData("2025-02-29T08:15:31Z")]
    [InlineData("2026-00-02T08:15:31Z")]
    [InlineData("2026-13-02T08:15:31Z")]
    [InlineData("2026-03-00T08:15:31Z")]
    [InlineData("2026-03-02T24:15:31Z")]
    [InlineData("2026-03-02T08:60:31Z")]
    [InlineData("2026-03-02T08:15:61Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("-026-03-02T08:15:31Z")]
    [InlineData("20a6-03-02T08:15:31Z")]
    [InlineData("٢٠٢٦-03-02T08:15:31Z")]
    public void TryParse_Junk_IsFalse(string text) => Assert.False(Timestamp.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void TryParse_EveryPrefixOfATime_IsFalseAndNeverThrows()
    {
        const string Text = "2026-03-02T08:15:31.403155731+01:00";
        for (var length = 0; length < Text.Length; length++)
        {
            Assert.False(Timestamp.TryParse(Encoding.UTF8.GetBytes(Text[..length]), out _, out _), Text[..length]);
        }
    }

    [Fact]
    public void ToDateTimeOffset_AnyTime_ReadsBackTo100Nanoseconds()
    {
        var times = from days in Gen.Choose(-100_000, 100_000)
                    from ticks in Gen.Choose(0, int.MaxValue)
                    select new Timestamp((days * TimeSpan.TicksPerDay * 100L) + (ticks * 400L * 100L));
        Prop.ForAll(times.ToArbitrary(), time =>
                Timestamp.TryParse(Encoding.UTF8.GetBytes(time.Text()), out var again, out _) && again == time)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData(0, 0d)]
    [InlineData(1_772_439_331_403_155_731, 1772439331.4031558)]
    [InlineData(1_700_000_000_000_000_000, 1.7e9)]
    public void UnixSeconds_Nanoseconds_AreSeconds(long nanoseconds, double seconds) =>
        Assert.Equal(seconds, new Timestamp(nanoseconds).UnixSeconds);

    [Fact]
    public void From_DateTimeOffset_KeepsTheInstant() =>
        Assert.Equal(March + 403_155_700, Timestamp.From(new DateTimeOffset(2026, 3, 2, 9, 15, 31, TimeSpan.FromHours(1)).AddTicks(4_031_557)).UnixNanoseconds);
}
