// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.CommandLine;

public sealed class UsageExceptionTests
{
    private const string LabelSyntax =
        "label must be NAME=VALUE, with a name of letters, digits and _ that does not begin with a digit or __";

    public static TheoryData<string[], string> Arguments => new()
    {
        { ["--foo"], "unknown long flag '--foo'" },
        { ["--foo=1"], "unknown long flag '--foo'" },
        { ["--"], "unknown long flag '--'" },
        { ["--no-foo"], "unknown long flag '--no-foo'" },
        { ["--no-log.level"], "unknown long flag '--no-log.level' (did you mean '--log.level'?)" },
        { ["--no-help"], "unknown long flag '--no-help'" },
        { ["--Log.Level=info"], "unknown long flag '--Log.Level' (did you mean '--log.level'?)" },
        { ["--ecs.timeot=4s"], "unknown long flag '--ecs.timeot' (did you mean '--ecs.timeout'?)" },
        { ["--no-web.disable-exporter-metric"], "unknown long flag '--no-web.disable-exporter-metric' (did you mean '--no-web.disable-exporter-metrics'?)" },
        { ["-x"], "unknown short flag '-x'" },
        { ["-help"], "unknown short flag '-help'" },
        { ["--log.level"], "expected argument for flag '--log.level'" },
        { ["--log.level", "--log.format=json"], "expected argument for flag '--log.level'" },
        { ["--ecs.timeout", "-1s"], "expected argument for flag '--ecs.timeout'" },
        { ["--log.level=info", "--log.level=info"], "flag '--log.level' cannot be repeated" },
        { ["--collector.cpu", "--no-collector.cpu"], "flag '--collector.cpu' cannot be repeated" },
        { ["foo"], "unexpected argument 'foo'" },
        { ["onec"], "unexpected argument 'onec' (did you mean 'once'?)" },
        { ["health-check"], "unexpected argument 'health-check' (did you mean 'healthcheck'?)" },
        { ["once", "help"], "unexpected argument 'help'" },
        { ["once", "demo"], "unexpected argument 'demo'" },
        { ["-"], "unexpected argument '-'" },
        { [""], "unexpected argument ''" },
        { ["two\nlines"], @"unexpected argument 'two\nlines'" },
        { ["--no-collector.cpu=true"], "flag '--no-collector.cpu' takes no value, got 'true'" },
        { ["--help=true"], "flag '--help' takes no value, got 'true'" },
        { ["--scenario=x"], "flag '--scenario' needs the command 'demo'" },
        { ["once", "--scenario=x"], "flag '--scenario' needs the command 'demo'" },
        { ["--collector.cpu=yes"], "value must be one of true, false, 1, 0, got 'yes' for flag '--collector.cpu'" },
        { ["--log.level=x"], "value must be one of debug, info, warn, error, got 'x' for flag '--log.level'" },
        { ["--log.level="], "value must be one of debug, info, warn, error, got '' for flag '--log.level'" },
        { ["--log.format=xml"], "value must be one of logfmt, json, got 'xml' for flag '--log.format'" },
        { ["--ecs.timeout=4"], "duration must have a unit, like 4s or 4ms, got '4' for flag '--ecs.timeout'" },
        { ["--ecs.timeout=0"], "duration must be more than 0, got '0' for flag '--ecs.timeout'" },
        { ["--ecs.timeout=-1s"], "duration must be more than 0, got '-1s' for flag '--ecs.timeout'" },
        { ["--ecs.cache-ttl=-1s"], "duration must be 0 or more, got '-1s' for flag '--ecs.cache-ttl'" },
        { ["--ecs.metadata-uri=/v4"], "URI must be absolute and begin with http:// or https:// for flag '--ecs.metadata-uri'" },
        { ["--ecs.metadata-uri=ftp://user:secret@h"], "URI must be absolute and begin with http:// or https:// for flag '--ecs.metadata-uri'" },
        { ["--web.telemetry-path=m"], "path must begin with / and have no query, fragment or space, got 'm' for flag '--web.telemetry-path'" },
        { ["--web.telemetry-path=/m?x"], "path must begin with / and have no query, fragment or space, got '/m?x' for flag '--web.telemetry-path'" },
        { ["--web.telemetry-path=/-/healthy"], "path must not be a health check path, got '/-/healthy' for flag '--web.telemetry-path'" },
        { ["--web.telemetry-path=/-/ready"], "path must not be a health check path, got '/-/ready' for flag '--web.telemetry-path'" },
        { ["--web.telemetry-path=/health"], "path must not be a health check path, got '/health' for flag '--web.telemetry-path'" },
        {
            ["--ecs.container-include=a", "--ecs.container-exclude=b"],
            "--ecs.container-include and --ecs.container-exclude are mutually exclusive"
        },
        { ["--ecs.container-include="], "glob must not be empty for flag '--ecs.container-include'" },
        { ["--metrics.label=team"], $"{LabelSyntax}, got 'team' for flag '--metrics.label'" },
        { ["--metrics.label=__team=x"], $"{LabelSyntax}, got '__team=x' for flag '--metrics.label'" },
        { ["--metrics.label=1team=x"], $"{LabelSyntax}, got '1team=x' for flag '--metrics.label'" },
        { ["--metrics.task-labels=zone"], "value must be one of cluster, family, revision, task_id, service, got 'zone' for flag '--metrics.task-labels'" },
        { ["--web.listen-address=9779"], "address must have a colon before the port: write ':9779', got '9779' for flag '--web.listen-address'" },
        { ["--web.listen-address=65536"], "address must end in a port from 0 to 65535, as in ':9779', got '65536' for flag '--web.listen-address'" },
        { ["--web.listen-address=::1"], "host must be an IPv4 address, an IPv6 address in brackets or localhost, got '::1' for flag '--web.listen-address'" },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void ToLine_BadArguments_SaysWhatIsWrong(string[] args, string message) =>
        Assert.Equal($"ecs_exporter: error: {message}, try --help", Cli.ErrorOf(args));

    [Theory]
    [InlineData("ECS_EXPORTER_LOG_LEVEL", "x", "value must be one of debug, info, warn, error, got 'x' for flag '--log.level'")]
    [InlineData("ECS_EXPORTER_ECS_TIMEOUT", "x", "duration must be more than 0, like 500ms, 4s or 1m30s, got 'x' for flag '--ecs.timeout'")]
    [InlineData("ECS_EXPORTER_COLLECTOR_CPU", "yes", "value must be one of true, false, 1, 0, got 'yes' for flag '--collector.cpu'")]
    [InlineData(
        "ECS_EXPORTER_WEB_LISTEN_ADDRESS",
        ":1,2",
        "address must have a colon before the port: write ':2', got '2' for flag '--web.listen-address'")]
    [InlineData("ECS_EXPORTER_WEB_LISTEN_ADDRESS", ",", "address must end in a port from 0 to 65535, as in ':9779', got ',' for flag '--web.listen-address'")]
    public void ToLine_BadVariable_NamesFlagAndVariable(string variable, string value, string message) =>
        Assert.Equal($"ecs_exporter: error: {message} (from {variable}), try --help", Cli.ErrorWith(variable, value));
}
