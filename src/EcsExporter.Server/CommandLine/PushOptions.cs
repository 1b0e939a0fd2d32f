// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Push;

namespace EcsExporter.Server.CommandLine;

/// <summary>How the exporter authenticates to a receiver.</summary>
internal enum PushAuthentication
{
    /// <summary>Without authentication.</summary>
    None,

    /// <summary>HTTP basic authentication.</summary>
    Basic,

    /// <summary>A bearer token.</summary>
    Bearer,

    /// <summary>AWS Signature Version 4.</summary>
    SigV4,
}

/// <summary>Holds the push options. Push is disabled while <see cref="Url"/> is null.</summary>
/// <exception cref="UsageException">Two settings contradict each other, or one requires another.</exception>
internal sealed class PushOptions
{
    /// <summary>The variable with the password, which ECS can fill from a secret.</summary>
    public const string PasswordVariable = "ECS_EXPORTER_PUSH_PASSWORD";

    /// <summary>The variable with the bearer token.</summary>
    public const string BearerTokenVariable = "ECS_EXPORTER_PUSH_BEARER_TOKEN";

    private static readonly TimeSpan RemoteWriteInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan OtlpInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    public PushOptions(FlagSet flags)
    {
        var url = flags.Single(
            "push.url", "URL", null, FlagParsers.ReceiverUri,
            "Push the metrics to this address. Without it, nothing is pushed. Path and query are never logged or shown.");
        var protocol = flags.Single<ProtocolKind?>(
            "push.protocol", "PROTOCOL", null,
            FlagParsers.OneOf<ProtocolKind?>(("remote-write", ProtocolKind.RemoteWrite), ("otlp", ProtocolKind.Otlp)),
            "Push with remote-write (Prometheus remote write 1.0) or otlp (OTLP/HTTP). "
            + "Defaults to otlp if the path of the address ends in /v1/metrics, else to remote-write.");
        var interval = flags.Single<TimeSpan?>(
            "push.interval", "DURATION", null, static text => FlagParsers.DurationFromOneSecond(text),
            "Time between readings. Defaults to 15s, or to 60s with otlp.");
        var timeout = flags.Single<TimeSpan?>(
            "push.timeout", "DURATION", null, static text => FlagParsers.PositiveDuration(text),
            "Timeout of each request, after which the exporter retries. Defaults to 10s.");
        Job = flags.Single(
            "push.job", "NAME", "ecs", FlagParsers.Text,
            "Label job of all pushed series. If the task is also scraped into the same store, set another job to keep the series apart.");
        Instance = flags.Single(
            "push.instance", "NAME", null, FlagParsers.Text,
            "Label instance of all pushed series. Defaults to the id of the task.");
        var authentication = flags.Single<PushAuthentication?>(
            "push.auth", "METHOD", null,
            FlagParsers.OneOf<PushAuthentication?>(
                ("none", PushAuthentication.None), ("basic", PushAuthentication.Basic),
                ("bearer", PushAuthentication.Bearer), ("sigv4", PushAuthentication.SigV4)),
            "Authentication at the receiver: none, basic, bearer or sigv4. Defaults to sigv4 for hosts of Amazon Managed Service for Prometheus "
            + "and CloudWatch, else to none.");
        Username = flags.Single("push.username", "NAME", null, FlagParsers.Text, "User name for basic authentication.");
        PasswordFile = flags.Single(
            "push.password-file", "PATH", null, FlagParsers.Text,
            $"File with the password for basic authentication, read for each request. {PasswordVariable} can hold the password instead.");
        BearerTokenFile = flags.Single(
            "push.bearer-token-file", "PATH", null, FlagParsers.Text,
            $"File with the bearer token, read for each request. {BearerTokenVariable} can hold the token instead.");
        var headers = flags.Repeatable(
            "push.header", "NAME=VALUE", null, FlagParsers.Header,
            "Send this header with each request, for example for a tenant. The value is treated as secret: prefer the variable. Repeatable.");
        AwsRegion = flags.Single(
            "push.aws-region", "REGION", null, FlagParsers.AwsRegion,
            $"Region of the sigv4 signature. Defaults to the region of the receiver's host, else {Aws.AwsRegion.Variable}, else the task's region.");
        AwsService = flags.Single(
            "push.aws-service", "NAME", null, FlagParsers.Text,
            "Service of the sigv4 signature. Defaults to aps or monitoring, depending on the receiver's host.");
        AuthoritiesFile = flags.Single(
            "push.tls-ca-file", "PATH", null, FlagParsers.Text,
            "Trust the certificate authorities in this PEM file instead of the system's.");
        CertificateFile = flags.Single("push.tls-cert-file", "PATH", null, FlagParsers.Text, "PEM file with the client certificate for the receiver.");
        KeyFile = flags.Single("push.tls-key-file", "PATH", null, FlagParsers.Text, "PEM file with the unencrypted private key of the client certificate.");
        var allowHttp = flags.Switch(
            "push.allow-http",
            "Allow credentials and headers over http to addresses other than loopback. Anyone on the network can read them.");
        UsesOtlpResource = flags.Switch(
            "push.otlp-resource",
            "With otlp, describe the task in resource attributes (service.name, aws.ecs.task.arn and more). Some stores charge for them.");
        ShutdownTimeout = flags.Single(
            "push.shutdown-timeout", "DURATION", "5s", FlagParsers.PositiveDuration,
            "Time to deliver the last reading after SIGTERM. Requests in flight may take 7s more. "
            + "The sum with --shutdown.linger must be shorter than the task's stop timeout.");

        var otel = new OtelVariables(flags, protocol == ProtocolKind.Otlp || (protocol is null && IsOtlp(url)));
        Url = url ?? otel.Url;
        Protocol = protocol ?? (IsOtlp(Url) ? ProtocolKind.Otlp : ProtocolKind.RemoteWrite);
        Interval = interval ?? (Protocol == ProtocolKind.Otlp ? OtlpInterval : RemoteWriteInterval);
        Timeout = timeout ?? otel.Timeout ?? DefaultTimeout;

        // OpenTelemetry's headers, which are mostly keys, are sent only to the receiver in OpenTelemetry's variable.
        Headers = headers.Count > 0 || Url?.Authority != otel.Url?.Authority ? headers : otel.Headers;
        ResourceAttributes = otel.ResourceAttributes;
        Password = SecretIn(flags, PasswordVariable);
        BearerToken = SecretIn(flags, BearerTokenVariable);
        var host = Url is null ? null : AwsEndpoint.Of(Url.IdnHost);
        Authentication = authentication ?? (host is null ? PushAuthentication.None : PushAuthentication.SigV4);
        PushContradictions.Check(this, flags, host, allowHttp);
        AwsRegion ??= host?.Region;
        AwsService ??= host?.Service;
    }

    /// <summary>The receiver's http or https URL without user information; null when push is disabled.</summary>
    public Uri? Url { get; }

    /// <summary>The protocol of the requests.</summary>
    public ProtocolKind Protocol { get; }

    /// <summary>The time between readings, at least one second.</summary>
    public TimeSpan Interval { get; }

    /// <summary>The timeout of one request.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The label <c>job</c>; not empty.</summary>
    public string Job { get; }

    /// <summary>The label <c>instance</c>; null for the task's ID.</summary>
    public string? Instance { get; }

    /// <summary>How the exporter authenticates to the receiver.</summary>
    public PushAuthentication Authentication { get; }

    /// <summary>The user of basic authentication.</summary>
    public string? Username { get; }

    /// <summary>The file with the password.</summary>
    public string? PasswordFile { get; }

    /// <summary>The password; null when it is in a file.</summary>
    public string? Password { get; }

    /// <summary>The file with the bearer token.</summary>
    public string? BearerTokenFile { get; }

    /// <summary>The bearer token; null when it is in a file.</summary>
    public string? BearerToken { get; }

    /// <summary>Additional headers. Their values are secret.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The region of signatures from the flag or the receiver's host; null when neither names one.</summary>
    public string? AwsRegion { get; }

    /// <summary>The service of signatures.</summary>
    public string? AwsService { get; }

    /// <summary>The PEM file with the certificate authorities that the receiver's certificate is verified with; null for the system's.</summary>
    public string? AuthoritiesFile { get; }

    /// <summary>The PEM file with the client certificate.</summary>
    public string? CertificateFile { get; }

    /// <summary>The PEM file with the private key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; }

    /// <summary>Whether the OTLP resource describes the task.</summary>
    public bool UsesOtlpResource { get; }

    /// <summary>Additional attributes of the OTLP resource.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ResourceAttributes { get; }

    /// <summary>The time limit for the last reading after the first signal.</summary>
    public TimeSpan ShutdownTimeout { get; }

    /// <summary>
    /// Returns a secret without surrounding white space, because secrets often end with a line break. Within a secret, a line break would end a
    /// header.
    /// </summary>
    private static string? SecretIn(FlagSet flags, string variable) => flags.Variable(variable)?.Trim() switch
    {
        null => null,
        "" => throw new UsageException($"{variable} contains only white space"),
        var text when text.Any(char.IsControl) => throw new UsageException($"{variable} is not one line of text"),
        var text => text,
    };

    private static bool IsOtlp(Uri? url) => url?.AbsolutePath.EndsWith("/v1/metrics", StringComparison.Ordinal) ?? false;
}
