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

/// <summary>Makes the pusher that the options ask for.</summary>
/// <param name="options">Where readings go, and how.</param>
/// <param name="endpoint">Its address has an id of the task, for when the endpoint does not answer.</param>
/// <param name="environment">Gives the value of an environment variable, or null.</param>
/// <param name="exporter">Knows what the endpoint has told so far; null for the command cluster, which does not read it.</param>
/// <param name="time">The clock.</param>
internal sealed class PusherSetup(
    PushOptions options, MetadataEndpoint endpoint, Func<string, string?> environment, Exporter? exporter, TimeProvider time)
{
    /// <summary>The most that readings take while they wait: a megabyte for one task, four for all tasks of a host.</summary>
    private const int MaxBytesOfTask = 1024 * 1024;
    private const int MaxBytesOfHost = 4 * 1024 * 1024;

    /// <summary>A thousand services have 35,000 series, and 13 of each count stopped tasks.</summary>
    private const int MaxBytesOfRegion = 16 * 1024 * 1024;

    private const int TaskIdLength = 32;

    private static readonly string UserAgent = $"ecs_exporter/{BuildInfo.Current.Version}";

    /// <summary>The pusher; null when nothing is to be delivered. It does nothing before it is started.</summary>
    /// <param name="read">Reads the endpoint.</param>
    /// <param name="logger">Told when delivery begins to fail and when it works again.</param>
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
    /// The task's id as the end of the endpoint's address has it (<c>ID-NUMBER</c> on Fargate), else that end, which is the container's own on EC2;
    /// without an endpoint, the name of the host.
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
    /// OpenTelemetry's attributes of the task (https://opentelemetry.io/docs/specs/semconv/resource/cloud-provider/aws/ecs/), if they are asked for,
    /// and those that a variable adds. Without the former, a service name would take the place of job and instance in some stores. A Managed Daemon
    /// never has the former: it delivers many tasks in one request, and the resource describes one.
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
