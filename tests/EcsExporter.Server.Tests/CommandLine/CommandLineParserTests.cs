// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class CommandLineParserTests
{
    public static TheoryData<string, string> Commands => new()
    {
        { "", nameof(Command.Serve) },
        { "healthcheck", nameof(Command.HealthCheck) },
        { "once", nameof(Command.Once) },
        { "demo", nameof(Command.Demo) },
        { "metrics", nameof(Command.Metrics) },
        { "--log.level=debug once", nameof(Command.Once) },
        { "once --log.level=debug", nameof(Command.Once) },
        { "--log.level debug once --ecs.timeout 3s", nameof(Command.Once) },
        { "--scenario bridge demo", nameof(Command.Demo) },
        { "--help", nameof(Command.Help) },
        { "-h", nameof(Command.Help) },
        { "--version", nameof(Command.Version) },
        { "once --help", nameof(Command.Help) },
        { "help", nameof(Command.Help) },
        { "help once", nameof(Command.Help) },
        { "--log.level=debug help --foo", nameof(Command.Help) },
        { "--help --foo", nameof(Command.Help) },
        { "--version --help", nameof(Command.Version) },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Parse_Command_IsRunWhereverItStands(string line, string expected) =>
        Assert.Equal(expected, Cli.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Command.ToString());

    [Fact]
    public void Parse_HelpInABrokenEnvironment_StillHelps() =>
        Assert.Equal(Command.Help, Cli.ParseWith("ECS_EXPORTER_LOG_LEVEL", "x", "--help").Command);

    [Fact]
    public void Parse_FlagAndVariable_FlagWins() =>
        Assert.Equal("/flag", Cli.ParseWith("ECS_EXPORTER_WEB_TELEMETRY_PATH", "/var", "--web.telemetry-path=/flag").Options.Web.TelemetryPath);

    [Fact]
    public void Parse_FlagAndBrokenVariable_VariableIsNotRead() =>
        Assert.Equal(TimeSpan.FromSeconds(2), Cli.ParseWith("ECS_EXPORTER_ECS_TIMEOUT", "x", "--ecs.timeout=2s").Options.Ecs.Timeout);

    [Fact]
    public void Parse_NegationAndTrueVariable_NegationWins() =>
        Assert.False(Cli.ParseWith(
            "ECS_EXPORTER_WEB_DISABLE_EXPORTER_METRICS", "true", "--no-web.disable-exporter-metrics").Options.Web.DisableExporterMetrics);

    [Fact]
    public void Parse_RepeatedFlag_KeepsAllInOrder() =>
        Assert.Equal(
            [new ListenAddress("", 1), new("::1", 2)],
            Cli.Parse("--web.listen-address", ":1", "--web.listen-address=[::1]:2").Options.Web.ListenAddresses);

    [Fact]
    public void Parse_VariableOfRepeatableFlag_IsSplitAtCommas() =>
        Assert.Equal(
            [new ListenAddress("", 1), new("::1", 2)],
            Cli.ParseWith("ECS_EXPORTER_WEB_LISTEN_ADDRESS", ":1, [::1]:2,").Options.Web.ListenAddresses);

    [Fact]
    public void Parse_RepeatableFlagAndVariable_FlagReplacesAll() =>
        Assert.Equal(
            [new ListenAddress("", 3)],
            Cli.ParseWith("ECS_EXPORTER_WEB_LISTEN_ADDRESS", ":1,:2", "--web.listen-address=:3").Options.Web.ListenAddresses);

    [Fact]
    public void Parse_ValueWithEqualsSign_KeepsIt() =>
        Assert.Equal("http://h/a=b", Cli.Parse("--ecs.metadata-uri=http://h/a=b").Options.Ecs.MetadataUri?.OriginalString);

    [Fact]
    public void Parse_AnyArguments_GivesAnInvocationOrOneErrorLine()
    {
        string[] words =
        [
            "--", "-", "-h", "-x", "--log.level", "--log.level=debug", "--no-log.level", "once", "demo", "--scenario", "--no-help", "--=",
            "--no-collector.cpu", "--collector.cpu=maybe", "--web.listen-address", ":1", "", "line\nfeed", "--a\u0085b", "=", "--ecs.timeout=9e9s",
        ];
        Prop.ForAll(Gen.Elements(words).ArrayOf().ToArbitrary(), args =>
        {
            try
            {
                return Cli.Parse(args).Options is not null;
            }
            catch (UsageException e)
            {
                return !e.ToLine().Any(char.IsControl);
            }
        }).QuickCheckThrowOnFailure();
    }
}
