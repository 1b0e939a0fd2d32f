// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class PushOptionsTests
{
    private const string Store = "--push.url=https://store.example/api/v1/write";
    private const string Otlp = "--push.url=https://store.example/otlp/v1/metrics";
    private const string Amp = "--push.url=https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write";
    private const string CloudWatch = "--push.url=https://monitoring.us-east-1.amazonaws.com/v1/metrics";
    private const string Basic = "--push.auth=basic";
    private const string User = "--push.username=me";
    private const string PasswordFile = "--push.password-file=/run/secret";
    private const string Password = "ECS_EXPORTER_PUSH_PASSWORD=pass";
    private const string Token = "ECS_EXPORTER_PUSH_BEARER_TOKEN=t0ken";

    // Flags, and variables as NAME=VALUE; the name of a setting; the expected value.
    public static TheoryData<string, string, string> Settings => new()
    {
        { "", "url", "" },
        { Store, "url", "https://store.example/api/v1/write" },
        { "ECS_EXPORTER_PUSH_URL=https://store.example/api/v1/write", "url", "https://store.example/api/v1/write" },
        { Store, "protocol", "RemoteWrite" },
        { Otlp, "protocol", "Otlp" },
        { CloudWatch, "protocol", "Otlp" },
        { $"{Otlp} --push.protocol=remote-write", "protocol", "RemoteWrite" },
        { $"{Store} --push.protocol=OTLP", "protocol", "Otlp" },
        { Store, "interval", "15s" },
        { Otlp, "interval", "1m0s" },
        { $"{Otlp} --push.interval=30s", "interval", "30s" },
        { Store, "timeout", "10s" },
        { $"{Store} --push.timeout=3s", "timeout", "3s" },
        { Store, "job", "ecs" },
        { $"{Store} --push.job=tasks", "job", "tasks" },
        { Store, "instance", "" },
        { $"{Store} --push.instance=web-1", "instance", "web-1" },
        { Store, "auth", "None" },
        { Amp, "auth", "SigV4 aps eu-west-1" },
        { CloudWatch, "auth", "SigV4 monitoring us-east-1" },
        { $"{Amp} --push.auth=none", "auth", "None aps eu-west-1" },
        { $"{Amp} --push.aws-region=eu-west-1", "auth", "SigV4 aps eu-west-1" },
        { $"{Store} {Basic} {User} ECS_EXPORTER_PUSH_PASSWORD=pass\n", "auth", "Basic me pass" },
        { $"{Store} --push.auth=sigv4 --push.aws-service=aps", "auth", "SigV4 aps" },
        { $"{Store} {Basic} {User} {PasswordFile}", "auth", "Basic me /run/secret" },
        { $"{Store} {Basic} {User} {Password}", "auth", "Basic me pass" },
        { $"{Store} --push.auth=bearer --push.bearer-token-file=/run/token", "auth", "Bearer /run/token" },
        { $"{Store} --push.auth=bearer {Token}", "auth", "Bearer t0ken" },
        { $"{Store} --push.header=X-Scope-OrgID=blue --push.header=X-A=b=c", "headers", "X-Scope-OrgID:blue X-A:b=c" },
        { $"{Store} ECS_EXPORTER_PUSH_HEADER=X-Scope-OrgID=blue,X-A=b", "headers", "X-Scope-OrgID:blue X-A:b" },
        { "--push.url=http://127.0.0.1:9090/api/v1/write --push.header=A=b", "headers", "A:b" },
        { "--push.url=http://store/api/v1/write --push.header=A=b --push.allow-http", "headers", "A:b" },
        { $"{Store} --push.tls-ca-file=/ca --push.tls-cert-file=/cert --push.tls-key-file=/key", "tls", "/ca /cert /key" },
        { $"{Otlp} --push.otlp-resource", "resource", "True" },
        { Otlp, "resource", "False" },
        { Store, "shutdown", "5s" },
        { $"{Store} --push.shutdown-timeout=20s", "shutdown", "20s" },

        // OpenTelemetry's variables apply with OTLP only, and flags override them.
        { "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://otel.example/v1/metrics", "url", "" },
        { "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://otel.example/v1/metrics --push.protocol=otlp", "url", "https://otel.example/v1/metrics" },
        { $"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://otel.example/v1/metrics {Otlp}", "url", "https://store.example/otlp/v1/metrics" },
        {
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://otel.example/v1/metrics OTEL_EXPORTER_OTLP_METRICS_HEADERS=api-key=a%20b,x=y --push.protocol=otlp",
            "headers", "api-key:a b x:y"
        },
        { $"OTEL_EXPORTER_OTLP_METRICS_HEADERS=api-key=secret {Otlp}", "headers", "" },
        { $"OTEL_EXPORTER_OTLP_METRICS_HEADERS=api-key=secret {Store}", "headers", "" },
        { $"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://store.example/ OTEL_EXPORTER_OTLP_METRICS_HEADERS=k=v {Otlp}", "headers", "k:v" },
        { $"OTEL_EXPORTER_OTLP_METRICS_HEADERS=api-key=secret {Otlp} --push.header=A=b", "headers", "A:b" },
        { $"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=2500 {Otlp}", "timeout", "2.5s" },
        { $"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=2500 {Otlp} --push.timeout=1s", "timeout", "1s" },
        { $"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=none {Store}", "timeout", "10s" },
        { $"OTEL_RESOURCE_ATTRIBUTES=team=blue,service.name=a%2Cb {Otlp}", "attributes", "team:blue service.name:a,b" },
        { $"OTEL_RESOURCE_ATTRIBUTES=team=blue {Store}", "attributes", "" },
    };

    // Flags and variables, and the error.
    public static TheoryData<string, string> Errors => new()
    {
        { "--push.url=store.example", "URI must be absolute and begin with http:// or https:// for flag '--push.url'" },
        {
            "--push.url=https://me:secret@store.example/",
            "URL must not contain a user or password: use --push.username and --push.password-file for flag '--push.url'"
        },
        {
            "--push.url=https://token@store.example/",
            "URL must not contain a user or password: use --push.username and --push.password-file for flag '--push.url'"
        },
        { $"{Store} --push.interval=500ms", "duration must be 1s or more, got '500ms' for flag '--push.interval'" },
        { $"{Store} --push.job=", "value must not be empty for flag '--push.job'" },
        { $"{Store} --push.protocol=grpc", "value must be one of remote-write, otlp, got 'grpc' for flag '--push.protocol'" },
        { "--push.job=a", "--push.job needs --push.url" },
        { "--push.protocol=otlp", "--push.protocol needs --push.url" },
        { "ECS_EXPORTER_PUSH_HEADER=A=secret", "--push.header needs --push.url" },
        { "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://otel.example/ --push.timeout=1s", "--push.timeout needs --push.url" },
        { $"{Store} {User}", "--push.username needs --push.auth=basic, but the method is none" },
        { $"{Store} {Password}", "ECS_EXPORTER_PUSH_PASSWORD needs --push.auth=basic, but the method is none" },
        { $"{Amp} {Token}", "ECS_EXPORTER_PUSH_BEARER_TOKEN needs --push.auth=bearer, but the method is sigv4" },
        { $"{Store} --push.bearer-token-file=/t", "--push.bearer-token-file needs --push.auth=bearer, but the method is none" },
        { $"{Store} --push.aws-region=eu-west-1", "--push.aws-region needs --push.auth=sigv4, but the method is none" },
        { $"{Store} {Basic} {Password}", "--push.auth=basic needs --push.username" },
        { $"{Store} {Basic} {User}", "--push.auth=basic needs --push.password-file or ECS_EXPORTER_PUSH_PASSWORD" },
        { $"{Store} {Basic} {User} {PasswordFile} {Password}", "--push.password-file and ECS_EXPORTER_PUSH_PASSWORD are mutually exclusive" },
        { $"{Store} --push.auth=bearer", "--push.auth=bearer needs --push.bearer-token-file or ECS_EXPORTER_PUSH_BEARER_TOKEN" },
        { $"{Amp} --push.aws-region=eu-central-1", "--push.aws-region=eu-central-1 contradicts --push.url, whose host is in eu-west-1" },
        { $"{Amp} --push.aws-service=monitoring", "--push.aws-service=monitoring contradicts --push.url, whose host belongs to aps" },
        { Password, "ECS_EXPORTER_PUSH_PASSWORD needs --push.url" },
        { Token, "ECS_EXPORTER_PUSH_BEARER_TOKEN needs --push.url" },
        {
            $"{Store} {Basic} --push.username=a:b {Password}",
            "--push.username must not contain a colon: in basic authentication (RFC 7617), the password begins after it"
        },
        { $"{Store} --push.auth=bearer ECS_EXPORTER_PUSH_BEARER_TOKEN=a\r\nb", "ECS_EXPORTER_PUSH_BEARER_TOKEN is not one line of text" },
        { $"{Store} --push.auth=bearer ECS_EXPORTER_PUSH_BEARER_TOKEN=\n", "ECS_EXPORTER_PUSH_BEARER_TOKEN contains only white space" },
        { $"{Store} --push.auth=sigv4", "--push.auth=sigv4 needs --push.aws-service for the host store.example" },
        { $"{Amp} --push.aws-region=Europe", "region must look like eu-west-1, got 'Europe' for flag '--push.aws-region'" },
        { $"{Store} --push.tls-cert-file=/c", "--push.tls-cert-file needs --push.tls-key-file" },
        { $"{Store} --push.tls-key-file=/k", "--push.tls-key-file needs --push.tls-cert-file" },
        { "--push.url=http://store/w --push.tls-ca-file=/ca", "--push.tls-ca-file needs a --push.url that begins with https://" },
        { $"{Store} --push.otlp-resource", "--push.otlp-resource needs --push.protocol=otlp, but the protocol is remote-write" },
        {
            $"--push.url=http://store/w {Basic} {User} {PasswordFile}",
            "--push.url with http:// would send credentials unencrypted to store: use https://, or --push.allow-http if anyone on the network may read them"
        },
        {
            "--push.url=http://store/w --push.header=A=b",
            "--push.url with http:// would send the headers of --push.header unencrypted to store: use https://, or --push.allow-http "
            + "if anyone on the network may read them"
        },
        {
            $"OTEL_EXPORTER_OTLP_METRICS_TIMEOUT=2s {Otlp}",
            "timeout must be a whole number of milliseconds, got '2s' (from OTEL_EXPORTER_OTLP_METRICS_TIMEOUT)"
        },
        { $"OTEL_EXPORTER_OTLP_METRICS_HEADERS=secret {Otlp}", "pairs must be NAME=VALUE, separated by commas (from OTEL_EXPORTER_OTLP_METRICS_HEADERS)" },
    };

    // Headers that must not be sent, and whose values must not appear in an error.
    public static TheoryData<string> RefusedHeaders =>
    [
        "secret", "=secret", "A B=secret", "A:=secret", "A=secret\r\nB: c", "A=secret\u007f", "Ü=secret",
        "Host=secret", "host=secret", "Authorization=secret", "Content-Length=secret", "content-encoding=secret", "X-Amz-Date=secret",
        "x-prometheus-remote-write-version=secret", "Transfer-Encoding=secret", "Connection=secret", "User-Agent=secret", "Expect=secret",
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Parse_Given_IsSet(string given, string setting, string expected) => Assert.Equal(expected, Setting(setting, Parse(given)));

    [Theory]
    [MemberData(nameof(Errors))]
    public void Parse_WhatDoesNotFit_IsRefusedInWords(string given, string error) =>
        Assert.Equal(error, Assert.Throws<UsageException>(() => Parse(given)).Message);

    [Theory]
    [MemberData(nameof(RefusedHeaders))]
    public void Parse_HeaderThatMustNotBeSent_IsRefusedWithoutItsValue(string header)
    {
        var error = Assert.Throws<UsageException>(() => CommandLineParser.Parse([Store, $"--push.header={header}"], static _ => null, Collector.All)).Message;

        Assert.StartsWith("header must be ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_EachOfThem_HasARow() =>
        Assert.All(
            Cli.Parse().Options.Flags.Where(static flag => flag.Name.StartsWith("push.", StringComparison.Ordinal)),
            static flag => Assert.Contains(
                Settings.Concat<ITheoryDataRow>(Errors).SelectMany(static row => row.GetData()).OfType<string>(),
                text => text.Contains($"--{flag.Name}", StringComparison.Ordinal)));

    private static PushOptions Parse(string given)
    {
        var words = given.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var variables = words.Where(static word => !word.StartsWith('-')).Select(static word => word.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1]);
        return CommandLineParser.Parse(words.Where(static word => word.StartsWith('-')), variables.GetValueOrDefault, Collector.All).Options.Push;
    }

    private static string Setting(string name, PushOptions push) => name switch
    {
        "url" => $"{push.Url}",
        "protocol" => $"{push.Protocol}",
        "interval" => GoDuration.Format(push.Interval),
        "timeout" => GoDuration.Format(push.Timeout),
        "job" => push.Job,
        "instance" => push.Instance ?? "",
        "auth" => Join(
            $"{push.Authentication}", push.AwsService, push.AwsRegion, push.Username, push.PasswordFile, push.Password, push.BearerTokenFile, push.BearerToken),
        "headers" => Join([.. push.Headers.Select(static header => $"{header.Key}:{header.Value}")]),
        "tls" => Join(push.AuthoritiesFile, push.CertificateFile, push.KeyFile),
        "resource" => $"{push.UsesOtlpResource}",
        "attributes" => Join([.. push.ResourceAttributes.Select(static attribute => $"{attribute.Key}:{attribute.Value}")]),
        "shutdown" => GoDuration.Format(push.ShutdownTimeout),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static string Join(params IReadOnlyList<string?> parts) => string.Join(' ', parts.Where(static part => part is not null));
}
