// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Text;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Server.Tests.Text;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("+0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0s", 0)]
    [InlineData("500ms", 5_000_000)]
    [InlineData("4s", 40_000_000)]
    [InlineData("1m30s", 900_000_000)]
    [InlineData("1h", 36_000_000_000)]
    [InlineData("100us", 1_000)]
    [InlineData("100µs", 1_000)]
    [InlineData("100μs", 1_000)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("1.s", 10_000_000)]
    [InlineData("-1.5h", -54_000_000_000)]
    [InlineData("+5s", 50_000_000)]
    [InlineData("30s1m", 900_000_000)]
    [InlineData("1s1s", 20_000_000)]
    [InlineData("100ns", 1)]
    [InlineData("99ns", 0)]
    [InlineData("0.000000100s", 1)]
    [InlineData("0.3333333333333333333333333333333333333333h", 12_000_000_000 - 1)]
    [InlineData("2562047h47m16.854775807s", 92_233_720_368_547_758)]
    public void TryParse_GoDuration_GivesTicks(string text, long ticks)
    {
        Assert.True(GoDuration.TryParse(text, out var value));
        Assert.Equal(ticks, value.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData("--1s")]
    [InlineData("1")]
    [InlineData("00")]
    [InlineData("1d")]
    [InlineData("1S")]
    [InlineData("1 s")]
    [InlineData(" 1s")]
    [InlineData("1s ")]
    [InlineData("1,5s")]
    [InlineData("1.2.3s")]
    [InlineData("1e3s")]
    [InlineData("1m30")]
    [InlineData("1m-30s")]
    [InlineData("٣s")]
    [InlineData("infs")]
    [InlineData("9223372036854775808ns")]
    [InlineData("2562047h47m16.854775808s")]
    [InlineData("9223372036854775807h")]
    [InlineData("99999999999999999999999999999999999999999999s")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "100ns")]
    [InlineData(11, "1.1µs")]
    [InlineData(10_000, "1ms")]
    [InlineData(2_505_000, "250.5ms")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(600_000_000, "1m0s")]
    [InlineData(36_000_000_000, "1h0m0s")]
    [InlineData(36_610_000_001, "1h1m1.0000001s")]
    [InlineData(-15_000_000, "-1.5s")]
    [InlineData(long.MinValue, "-256204778h48m5.4775808s")]
    public void Format_Ticks_GivesGoDuration(long ticks, string text) => Assert.Equal(text, GoDuration.Format(new TimeSpan(ticks)));

    [Fact]
    public void Format_AnyDuration_ParsesBack() =>
        Prop.ForAll<long>(number =>
        {
            // The values cover all magnitudes of Go's range.
            var value = new TimeSpan(number * 92_233_720_368_547 % 92_233_720_368_547_758);
            return GoDuration.TryParse(GoDuration.Format(value), out var back) && back == value;
        }).QuickCheckThrowOnFailure();
}
