// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Tests.Logging;
using EcsExporter.Server.WebConfig;
using EcsExporter.Server.WebConfig.Files;

namespace EcsExporter.Server.Tests.WebConfig;

public sealed class WebConfigFileTests
{
    private const string Marks = ":-[]{}&*!|>'\"%@`#,?\n\t ~";

    public static TheoryData<string> Good => [.. FileCases.Good.Keys];

    public static TheoryData<string> Bad => [.. FileCases.Bad.Keys];

    [Theory]
    [MemberData(nameof(Good))]
    public void Open_GoodFile_IsTaken(string name)
    {
        using var folder = FileCases.Folder(FileCases.Good[name].Text);
        using var log = new LogCapture();

        Assert.NotNull(WebConfigFile.Open(folder.ConfigPath, log.Logger(), log).Configuration);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Open_BadFile_SaysWhatIsWrong(string name)
    {
        var (text, message, _) = FileCases.Bad[name];
        using var folder = FileCases.Folder(text);
        using var log = new LogCapture();

        var error = Assert.Throws<WebConfigException>(() => WebConfigFile.Open(folder.ConfigPath, log.Logger(), log));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal("", log.Text);
    }

    [Fact]
    public void Open_BrokenNearASecret_DoesNotQuoteIt()
    {
        foreach (var text in new[]
        {
            "tls_server_config:\n  key: 'MIIsecret\n  cert: x'y\n",
            "tls_server_config:\n  key: [MIIsecret\n",
            "tls_server_config:\n  key: MIIsecret: MIIsecret\n",
            "basic_auth_users:\n  john: MIIsecret\n",
            "basic_auth_users:\n  john: [MIIsecret]\n",
        })
        {
            using var folder = FileCases.Folder(text);
            using var log = new LogCapture();

            var error = Assert.Throws<WebConfigException>(() => WebConfigFile.Open(folder.ConfigPath, log.Logger(), log));

            Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_ServerOrderTurnedOff_WarnsThatItHasNoEffect()
    {
        using var folder = FileCases.Folder(ConfigFolder.Tls + "  prefer_server_cipher_suites: false\n");
        using var log = new LogCapture();

        _ = WebConfigFile.Open(folder.ConfigPath, log.Logger(), log);

        Assert.Contains("level=WARN", log.Text, StringComparison.Ordinal);
        Assert.Contains("prefer_server_cipher_suites", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RateLimit_SaysSo()
    {
        using var folder = FileCases.Folder("rate_limit: {interval: 90s, burst: 3}");
        using var log = new LogCapture();

        _ = WebConfigFile.Open(folder.ConfigPath, log.Logger(), log);

        Assert.Contains("msg=\"Rate limiter is enabled.\" interval=1m30s burst=3", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnyBytes_GivesAConfigurationOrAnErrorWithALine()
    {
        var random = new Random(2113);
        foreach (var text in FileCases.Good.Values.Select(good => good.Text).Concat(
            FileCases.Bad.Values.Select(bad => bad.Text ?? "")).Where(text => text.Length < 1000))
        {
            for (var i = 0; i < 40; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(text + "\n");
                for (var change = 0; change <= i % 4; change++)
                {
                    bytes[random.Next(bytes.Length)] = (byte)(random.Next(4) == 0 ? random.Next(256) : Marks[random.Next(Marks.Length)]);
                }

                var error = Record.Exception(() => WebConfigParser.Parse(bytes));

                Assert.True(error is null or WebConfigException, $"{error}\n{Encoding.Latin1.GetString(bytes)}");
                Assert.StartsWith("yaml: ", error?.Message ?? "yaml: ", StringComparison.Ordinal);
            }
        }
    }
}
