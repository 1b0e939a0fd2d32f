// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Page;

namespace EcsExporter.Server.Tests.Web.Page;

public sealed class FigureTextTests
{
    [Theory]
    [InlineData(-5, "just now")]
    [InlineData(0.9, "just now")]
    [InlineData(1, "1_s ago")]
    [InlineData(119.9, "119_s ago")]
    [InlineData(120, "2_min ago")]
    [InlineData(7199, "119_min ago")]
    [InlineData(7500, "2_h 5_min ago")]
    [InlineData(172_799, "47_h 59_min ago")]
    [InlineData(180_000, "2_d 2_h ago")]
    public void Ago_Duration_IsInOneOrTwoUnits(double seconds, string expected) =>
        Assert.Equal(Spaced(expected), FigureText.Ago(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0_B")]
    [InlineData(1023, "1023_B")]
    [InlineData(1024, "1_KiB")]
    [InlineData(75_602_329, "72.1_MiB")]
    [InlineData(18_446_744_073_709_551_615, "16777216_TiB")]
    public void Bytes_Value_HasABinaryUnit(double bytes, string expected) => Assert.Equal(Spaced(expected), FigureText.Bytes(bytes));

    [Theory]
    [InlineData(0, "0_%")]
    [InlineData(0.0041, "0.4_%")]
    [InlineData(0.026, "2.6_%")]
    [InlineData(0.1, "10_%")]
    [InlineData(0.126, "13_%")]
    [InlineData(12.5, "1,250_%")]
    public void Percent_Ratio_HasTwoDigitsOrSo(double ratio, string expected) => Assert.Equal(Spaced(expected), FigureText.Percent(ratio));

    [Theory]
    [InlineData(0.04, "0.0_s")]
    [InlineData(12_345.67, "12,345.7_s")]
    public void Seconds_Value_StaysInSeconds(double seconds, string expected) => Assert.Equal(Spaced(expected), FigureText.Seconds(seconds));

    /// <summary>Replaces underscores with no-break spaces, which keep a number and its unit on one line.</summary>
    private static string Spaced(string words) => words.Replace('_', '\u00a0');
}
