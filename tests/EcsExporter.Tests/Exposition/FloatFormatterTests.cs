// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.Exposition;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Tests.Exposition;

public sealed class FloatFormatterTests
{
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly Gen<double> AnyBits =
        from parts in Gen.Choose(0, ushort.MaxValue).ArrayOf(4)
        select BitConverter.UInt64BitsToDouble(parts.Aggregate(0UL, (bits, part) => (bits << 16) | (uint)part));

    [Fact]
    public void Write_GoVectors_GivesGoTexts()
    {
        List<string> wrong = [];
        var count = 0;
        foreach (var line in TestFiles.Read("Exposition/go-float-vectors.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (bits, expected) = (line.Split(' ')[0], line.Split(' ')[1]);
            var actual = Write(BitConverter.UInt64BitsToDouble(ulong.Parse(bits, CultureInfo.InvariantCulture)));
            count++;
            if (actual != expected)
            {
                wrong.Add($"{bits}: expected {expected}, got {actual}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(533, count);
    }

    [Theory]
    [InlineData(0d, "0")]
    [InlineData(-0d, "-0")]
    [InlineData(1d, "1")]
    [InlineData(-1d, "-1")]
    [InlineData(999_999d, "999999")]
    [InlineData(999_999.5, "999999.5")]
    [InlineData(1_000_000d, "1e+06")]
    [InlineData(1_234_567d, "1.234567e+06")]
    [InlineData(100_000d, "100000")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.00012345678901234567, "0.00012345678901234567")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e100, "1e+100")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(18446744073709551615d, "1.8446744073709552e+19")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Write_EdgesOfTheLayout_GivesGoText(double value, string expected) => Assert.Equal(expected, Write(value));

    [Fact]
    public void Write_AnyBits_ReadsBackToTheSameBits() =>
        Prop.ForAll(AnyBits.ToArbitrary(), ReadsBack).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Write_AnyWholeNumber_ReadsBackToTheSameBits() =>
        Prop.ForAll(Gen.Choose(-2_000_000, 2_000_000).Select(number => (double)number).ToArbitrary(), ReadsBack)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static bool ReadsBack(double value)
    {
        if (!double.IsFinite(value))
        {
            return true;
        }

        var text = Write(value);
        return BitConverter.DoubleToUInt64Bits(double.Parse(text, Number, CultureInfo.InvariantCulture)) == BitConverter.DoubleToUInt64Bits(value);
    }

    /// <summary>The text; throws when it is longer than <c>MaxLength</c>.</summary>
    private static string Write(double value)
    {
        Span<byte> destination = stackalloc byte[FloatFormatter.MaxLength];
        return Encoding.ASCII.GetString(destination[..FloatFormatter.Write(value, destination)]);
    }
}
