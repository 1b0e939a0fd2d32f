// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Aws.Credentials;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Push;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Scraping;

/// <summary>Creates the pusher from the options.</summary>
/// <param name="options">The push options.</param>
/// <param name="endpoint">The metadata endpoint. Its address contains an ID of the task, which is used when the endpoint does not answer.</param>
/// <param name="environment">Returns the value of an environment variable, or null.</param>
/// <param name="exporter">The source of the task's identity; null for the command cluster, which does not read the endpoint.</param>
/// <param name="time">The clock.</param>
internal sealed class PusherSetup(
    PushOptions options, MetadataEndpoint endpoint, Func<string, string?> environment, Exporter? exporter, TimeProvider time)
{
    /// <summary>The memory limit of the readings in the queue for one task. For all tasks of a host it is <see cref="MaxBytesOfHost"/>.</summary>
    private const int MaxBytesOfTask = 1024 * 1024;
    private const int MaxBytesOfHost = 4 * 1024 * 1024;

    /// <summary>The memory limit for a region. A thousand services have 35,000 series, 13 per service for stopped tasks.</summary>
    private const int MaxBytesOfRegion = 16 * 1024 * 1024;

    private const int TaskIdLength = 32;

    private static readonly string UserAgent = $"ecs_exporter/{BuildInfo.Current.Version}";

    /// <summary>Creates the pusher, which does nothing until it is started. Returns null when push is disabled.</summary>
    /// <param name="read">Reads the endpoint.</param>
    /// <param name="logger">Logs when delivery begins to fail and when it works again.</param>
    public Pusher? Create(ScrapeReader read, ILogger logger)
    {
        if (options.Url is not { } url)
        {
            return null;
        }

        var receiver = new ReceiverOptions(url)
        {
            Timeout = options.Timeout,
            UserAgent = UserAgent,
            Headers = options.Headers,
            Authorizer = Authorizer(),
            AuthoritiesFile = options.AuthoritiesFile,
            CertificateFile = options.CertificateFile,
            KeyFile = options.KeyFile,
        };
        return new Pusher(PusherOptionsFor(receiver), read, time, logger);
    }

    private TaskIdentity? Identity => exporter?.Latest?.Task.Identity;

    private PusherOptions PusherOptionsFor(ReceiverOptions receiver) => new(receiver)
    {
        Protocol = options.Protocol,
        Interval = options.Interval,
        Job = options.Job,
        Instance = options.Instance,
        FallbackInstance = FallbackInstance(),
        ResourceAttributes = ResourceAttributes,
        ShutdownTimeout = options.ShutdownTimeout,
        MaxBytes = () => exporter is null ? MaxBytesOfRegion : exporter.IsDaemon ? MaxBytesOfHost : MaxBytesOfTask,
    };

    private IRequestAuthorizer? Authorizer() => options.Authentication switch
    {
        PushAuthentication.None => null,
        PushAuthentication.Basic => new BasicAuthorizer(options.Username!, SecretOf(options.PasswordFile, options.Password)),
        PushAuthentication.Bearer => new BearerAuthorizer(SecretOf(options.BearerTokenFile, options.BearerToken)),
        PushAuthentication.SigV4 => new SigV4Authorizer(
            options.AwsService!,
            () => options.AwsRegion ?? AwsRegion.Find(environment, Identity?.TaskArn),
            () => CredentialsSource.Find(environment),
            UserAgent,
            time),
    };

    /// <summary>
    /// Returns the label <c>instance</c> for the case that the endpoint does not answer. It is the task's ID if the last segment of the endpoint's
    /// address contains it (<c>ID-NUMBER</c> on Fargate), otherwise that segment, which is the container's ID on EC2. Without an endpoint it is the
    /// host's name.
    /// </summary>
    private string FallbackInstance()
    {
        var end = endpoint.BaseUri?.Segments[^1].Trim('/') ?? "";
        var id = end.Split('-')[0];
        return id.Length == TaskIdLength && id.All(char.IsAsciiHexDigitLower) ? id
            : end.Length > 0 ? end
            : Environment.MachineName;
    }

    /// <summary>
    /// Returns the attributes of the OTLP resource: OpenTelemetry's attributes of the task if they are enabled
    /// (https://opentelemetry.io/docs/specs/semconv/resource/cloud-provider/aws/ecs/), and the attributes from the environment. If they are disabled,
    /// service.name and service.instance.id from the environment are dropped, because some stores would use them instead of the labels job and
    /// instance. In a Managed Daemon they are always disabled, because one request contains many tasks, and the resource describes one.
    /// </summary>
    private IReadOnlyList<KeyValuePair<string, string>> ResourceAttributes(string instance)
    {
        var given = options.ResourceAttributes;
        if (!options.UsesOtlpResource || exporter is { IsDaemon: true })
        {
            return [.. given.Where(static attribute => attribute.Key is not ("service.name" or "service.instance.id"))];
        }

        var task = Identity;
        (string Name, string? Value)[] described =
        [
            ("service.name", options.Job),
            ("service.instance.id", instance),
            ("cloud.provider", "aws"),
            ("cloud.platform", "aws_ecs"),
            ("cloud.account.id", task?.ArnParts.AccountId),
            ("cloud.region", task?.ArnParts.Region),
            ("cloud.availability_zone", task?.AvailabilityZone),
            ("aws.ecs.task.arn", task?.TaskArn),
            ("aws.ecs.task.family", task?.Family),
            ("aws.ecs.task.revision", task?.Revision),
            ("aws.ecs.launchtype", task?.LaunchType?.ToLowerInvariant()),
        ];
        return
        [
            .. described.Where(static attribute => attribute.Value is not null)
                .Select(static attribute => KeyValuePair.Create(attribute.Name, attribute.Value!)),
            .. given.Where(attribute => !described.Any(own => own.Name == attribute.Key)),
        ];
    }

    private static Secret SecretOf(string? file, string? text) => file is null ? Secret.OfText(text!) : Secret.OfFile(file);
}
