// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Push;

namespace EcsExporter.Server.CommandLine;

/// <summary>Finds push settings that contradict each other. Each error names both settings.</summary>
internal static class PushContradictions
{
    /// <exception cref="UsageException">Two settings contradict each other, or one requires another.</exception>
    public static void Check(PushOptions push, FlagSet flags, AwsEndpoint? host, bool allowHttp)
    {
        if (push.Url is null)
        {
            var alone = flags.All.FirstOrDefault(flag => flag.Name.StartsWith("push.", StringComparison.Ordinal) && flags.IsGiven(flag));
            Refuse(alone is not null, $"--{alone?.Name} needs --push.url");
            Refuse(push.Password is not null, $"{PushOptions.PasswordVariable} needs --push.url");
            Refuse(push.BearerToken is not null, $"{PushOptions.BearerTokenVariable} needs --push.url");
            return;
        }

        CheckAuthentication(push, flags);
        CheckAws(push, host);
        CheckTransport(push, allowHttp);
        Refuse(
            push.UsesOtlpResource && push.Protocol != ProtocolKind.Otlp,
            "--push.otlp-resource needs --push.protocol=otlp, but the protocol is remote-write");
    }

    private static void CheckAuthentication(PushOptions push, FlagSet flags)
    {
        var method = push.Authentication switch
        {
            PushAuthentication.None => "none",
            PushAuthentication.Basic => "basic",
            PushAuthentication.Bearer => "bearer",
            PushAuthentication.SigV4 => "sigv4",
        };
        Belongs(push.Username, "--push.username", PushAuthentication.Basic);
        Belongs(push.PasswordFile, "--push.password-file", PushAuthentication.Basic);
        Belongs(push.Password, PushOptions.PasswordVariable, PushAuthentication.Basic);
        Belongs(push.BearerTokenFile, "--push.bearer-token-file", PushAuthentication.Bearer);
        Belongs(push.BearerToken, PushOptions.BearerTokenVariable, PushAuthentication.Bearer);
        foreach (var flag in flags.All.Where(flag => flag.Name.StartsWith("push.aws-", StringComparison.Ordinal) && flags.IsGiven(flag)))
        {
            Belongs(flag.Name, $"--{flag.Name}", PushAuthentication.SigV4);
        }

        OneOf(push.PasswordFile, "--push.password-file", push.Password, PushOptions.PasswordVariable, PushAuthentication.Basic);
        OneOf(push.BearerTokenFile, "--push.bearer-token-file", push.BearerToken, PushOptions.BearerTokenVariable, PushAuthentication.Bearer);
        Refuse(push is { Authentication: PushAuthentication.Basic, Username: null }, "--push.auth=basic needs --push.username");
        Refuse(
            push.Username?.Contains(':', StringComparison.Ordinal) ?? false,
            "--push.username must not contain a colon: in basic authentication (RFC 7617), the password begins after it");

        void Belongs(string? given, string name, PushAuthentication to) => Refuse(
            given is not null && push.Authentication != to,
            $"{name} needs --push.auth={(to switch { PushAuthentication.Basic => "basic", PushAuthentication.Bearer => "bearer", _ => "sigv4" })}, "
            + $"but the method is {method}");

        void OneOf(string? file, string fileFlag, string? text, string variable, PushAuthentication of)
        {
            Refuse(file is not null && text is not null, $"{fileFlag} and {variable} are mutually exclusive");
            Refuse(push.Authentication == of && file is null && text is null, $"--push.auth={method} needs {fileFlag} or {variable}");
        }
    }

    private static void CheckAws(PushOptions push, AwsEndpoint? host)
    {
        Refuse(
            push is { Authentication: PushAuthentication.SigV4, AwsService: null } && host is null,
            $"--push.auth=sigv4 needs --push.aws-service for the host {push.Url?.Host}");
        Refuse(
            host is not null && push.AwsRegion is not null && push.AwsRegion != host.Value.Region,
            $"--push.aws-region={push.AwsRegion} contradicts --push.url, whose host is in {host?.Region}");
        Refuse(
            host is not null && push.AwsService is not null && push.AwsService != host.Value.Service,
            $"--push.aws-service={push.AwsService} contradicts --push.url, whose host belongs to {host?.Service}");
    }

    private static void CheckTransport(PushOptions push, bool allowHttp)
    {
        var isHttp = push.Url!.Scheme == Uri.UriSchemeHttp;
        foreach (var (file, name) in new[]
        {
            (push.AuthoritiesFile, "--push.tls-ca-file"), (push.CertificateFile, "--push.tls-cert-file"), (push.KeyFile, "--push.tls-key-file"),
        })
        {
            Refuse(file is not null && isHttp, $"{name} needs a --push.url that begins with https://");
        }

        Refuse(push.CertificateFile is not null && push.KeyFile is null, "--push.tls-cert-file needs --push.tls-key-file");
        Refuse(push.KeyFile is not null && push.CertificateFile is null, "--push.tls-key-file needs --push.tls-cert-file");
        var secret = push.Authentication != PushAuthentication.None ? "credentials" : push.Headers.Count > 0 ? "the headers of --push.header" : null;
        Refuse(
            secret is not null && isHttp && !allowHttp && !push.Url.IsLoopback,
            $"--push.url with http:// would send {secret} unencrypted to {push.Url.Host}: use https://, or --push.allow-http "
                + "if anyone on the network may read them");
    }

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new UsageException(message);
        }
    }
}
