// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.Tests.Text;

public sealed class GoQuotingTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain", "plain")]
    [InlineData("127.0.0.1:9779", "127.0.0.1:9779")]
    [InlineData("[::]:9779", "[::]:9779")]
    [InlineData("Zürich", "Zürich")]
    [InlineData("日本😀", "日本😀")]
    [InlineData(@"C:\x", @"C:\x")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData(@"a b\c", "\"a b\\\\c\"")]
    [InlineData("\a\b\f\n\r\t\v", "\"\\a\\b\\f\\n\\r\\t\\v\"")]
    [InlineData("\x01", "\"\\x01\"")]
    [InlineData("\x7f", "\"\\x7f\"")]
    [InlineData("\u0085", "\"\\u0085\"")]
    [InlineData("\u00a0", "\"\\u00a0\"")]
    [InlineData("\u2028", "\"\\u2028\"")]
    [InlineData("\ufeff", "\"\\ufeff\"")]
    [InlineData("\U000e0001", "\"\\U000e0001\"")]
    public void AppendLogfmtValue_Text_IsQuotedOnlyWhenNeeded(string text, string expected) =>
        Assert.Equal(expected, new StringBuilder().AppendLogfmtValue(text).ToString());
}
