// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

/// <summary>Tests that the strict parser rejects each of these texts, which break one promise each.</summary>
public sealed class ExpositionTextTests
{
    private const string Header = "# HELP x h\n# TYPE x gauge\n";

    [Fact]
    public void Parse_GoodText_GivesItsSamples() =>
        Assert.Equal(
            ["x{a=\"1\",b=\"q\"\\\n\"} 1", "x{a=\"2\",b=\"\"} -1E-07", "y{} 3"],
            ExpositionText.Parse(Header + "x{a=\"1\",b=\"q\\\"\\\\\\n\"} 1\nx{a=\"2\",b=\"\"} -1e-07\n# HELP y \\\\ \\n\n# TYPE y counter\ny 3\n")
                .Select(sample => sample.ToString()));

    [Theory]
    [InlineData(Header + "x 1")]
    [InlineData(Header + "\nx 1\n")]
    [InlineData(Header)]
    [InlineData("# HELP x h\n")]
    [InlineData("# TYPE x gauge\nx 1\n")]
    [InlineData("x 1\n")]
    [InlineData(Header + "y 1\n")]
    [InlineData(Header + "x 1\n" + Header + "x 1\n")]
    [InlineData(Header + "x 1\n# HELP a h\n# TYPE a gauge\na 1\n")]
    [InlineData(Header + "x{a=\"1\"} 1\nx{a=\"1\"} 2\n")]
    [InlineData(Header + "x{a=\"2\"} 1\nx{a=\"1\"} 2\n")]
    [InlineData(Header + "x{a=\"\U0001F680\"} 1\nx{a=\"\uE000\"} 2\n")]
    [InlineData(Header + "x{a=\"1\"} 1\nx{b=\"1\"} 2\n")]
    [InlineData(Header + "x{b=\"1\",a=\"1\"} 1\n")]
    [InlineData(Header + "x{a=\"1\",a=\"1\"} 1\n")]
    [InlineData(Header + "x{a=\"1\"b=\"1\"} 1\n")]
    [InlineData(Header + "x{,a=\"1\"} 1\n")]
    [InlineData(Header + "x{a=\"1\",} 1\n")]
    [InlineData(Header + "x{} 1\n")]
    [InlineData(Header + "x{a=\"\\t\"} 1\n")]
    [InlineData(Header + "x{a=\"\"\"} 1\n")]
    [InlineData(Header + "x  1\n")]
    [InlineData(Header + "x 1 \n")]
    [InlineData(Header + "x 1e6\n")]
    [InlineData(Header + "x 1E+06\n")]
    [InlineData(Header + "x Inf\n")]
    [InlineData(Header + "x .5\n")]
    [InlineData("# HELP x \\q\n# TYPE x gauge\nx 1\n")]
    [InlineData("# HELP x h\n# TYPE x counter\nx -1\n")]
    [InlineData("# HELP x h\n# TYPE x histogram\nx 1\n")]
    public void Parse_BrokenPromise_Fails(string text) =>
        Assert.Throws<FormatException>(() => ExpositionText.Parse(text));
}
