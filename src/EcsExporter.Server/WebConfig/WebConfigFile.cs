// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using EcsExporter.Server.WebConfig.Files;
using EcsExporter.Server.WebConfig.Tls;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Holds the web configuration file and the files that it names. Every request and every TLS connection checks whether they changed, and uses the
/// current contents. While the file is not valid, requests and new connections fail. While only a certificate or key is not valid, new connections
/// fail and open ones continue. The log has one line when a file breaks and one when it works again. While a file system does not answer, the last
/// configuration stays in effect.
/// </summary>
internal sealed partial class WebConfigFile
{
    /// <summary>How long startup waits for a file system.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long the health check waits for a file system. It must answer within a few seconds.</summary>
    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly WatchedFiles<WebConfiguration> _configuration;
    private readonly WatchedFiles<SslServerAuthenticationOptions> _tls;

    // The two readers of the file have one each, because they read it at different times.
    private readonly ProtectionLoss _loss = new();
    private readonly ProtectionLoss _tlsLoss = new();

    private WebConfigFile(string path, ILogger logger, TimeProvider time)
    {
        _path = path;
        _logger = logger;
        _time = time;
        _configuration = new(files => Parse(files, _loss), time) { LoadedAgain = LogConfigurationLoaded, Slow = LogSlowRead };
        _tls = new(LoadTls, time) { LoadedAgain = LogTlsLoaded, Slow = LogSlowRead };
    }

    /// <summary>Whether the listeners use TLS. A reload does not change it.</summary>
    public bool IsTls { get; private set; }

    /// <summary>Whether HTTP/2 was enabled for TLS clients at startup.</summary>
    public bool IsHttp2 { get; private set; }

    /// <summary>Reads the file and the files that it names.</summary>
    /// <exception cref="WebConfigException">A file is missing or not valid, or cannot be read in time.</exception>
    public static WebConfigFile Open(string path, ILogger logger, TimeProvider time)
    {
        var file = new WebConfigFile(path, logger, time);
        var configuration = file._configuration.Load(StartTimeout);
        file.IsTls = configuration.Tls.IsEnabled;
        file.IsHttp2 = file.IsTls && configuration.Http.Http2;
        if (file.IsTls)
        {
            _ = file._tls.Load(StartTimeout);
        }

        if (configuration is { SaysNothing: true, IsExplicitlyEmpty: false })
        {
            LogEmpty(logger, path);
        }

        if (configuration.RateLimit is { Interval: var interval, Burst: var burst } && interval > TimeSpan.Zero)
        {
            LogRateLimit(logger, interval, burst);
        }

        if (!configuration.Tls.PreferServerCipherSuites)
        {
            LogServerPrefers(logger);
        }

        return file;
    }

    /// <summary>Whether an exporter with this file uses TLS; false when the file cannot be read.</summary>
    public static bool AsksForTls(string path, TimeProvider time)
    {
        try
        {
            var file = new WatchedFiles<WebConfiguration>(files => WebConfigParser.Parse(files.Read(path)), time);
            return file.Load(HealthCheckTimeout).Tls.IsEnabled;
        }
        catch (WebConfigException)
        {
            return false;
        }
    }

    /// <summary>The current contents of the file.</summary>
    /// <exception cref="WebConfigException">The file is not valid.</exception>
    public WebConfiguration Configuration => _configuration.Get();

    /// <summary>The options of the next handshake.</summary>
    /// <exception cref="WebConfigException">The file, a certificate or a key is not valid.</exception>
    public SslServerAuthenticationOptions Tls => _tls.Get();

    /// <summary>Requests a reload of all files, even if they have not changed. The log has the result.</summary>
    public void Reload()
    {
        _configuration.Reload();
        if (IsTls)
        {
            _tls.Reload();
        }
    }

    private WebConfiguration Parse(FileReader files, ProtectionLoss loss)
    {
        var configuration = WebConfigParser.Parse(files.Read(_path));
        loss.Check(configuration);
        return configuration;
    }

    private SslServerAuthenticationOptions LoadTls(FileReader files)
    {
        var configuration = Parse(files, _tlsLoss);
        return ServerTlsOptions.Load(configuration.Tls, configuration.Http.Http2, Path.GetDirectoryName(_path) ?? "", files, _time);
    }

    private void LogConfigurationLoaded(WebConfiguration? configuration, WebConfigException? failure, bool isForced)
    {
        if (failure is not null)
        {
            LogBroken(_logger, _path, failure.Message);
        }
        else if (isForced)
        {
            LogReloaded(_logger, _path);
        }
        else
        {
            LogReadAgain(_logger, _path);
        }

        if (configuration is { Tls.IsEnabled: true } && !IsTls)
        {
            LogTlsNeedsRestart(_logger);
        }
    }

    private void LogTlsLoaded(SslServerAuthenticationOptions? options, WebConfigException? failure, bool isForced)
    {
        if (failure is not null)
        {
            LogTlsBroken(_logger, failure.Message);
        }
        else if (isForced)
        {
            LogTlsReloaded(_logger);
        }
        else
        {
            LogTlsReadAgain(_logger);
        }
    }

    private void LogSlowRead(string path) => LogSlow(_logger, path);

    [LoggerMessage(EventName = "WebConfigurationState.Good", Level = LogLevel.Information, Message = "The web configuration file changed and was reloaded")]
    private static partial void LogReadAgain(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "The web configuration file was reloaded on SIGHUP")]
    private static partial void LogReloaded(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The web configuration file is empty, so TLS and authentication are disabled")]
    private static partial void LogEmpty(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading a web configuration file takes too long, the last configuration stays in effect")]
    private static partial void LogSlow(ILogger logger, string file);

    [LoggerMessage(
        EventName = "WebConfigurationState.Broken", Level = LogLevel.Error, Message = "The web configuration file is broken, requests fail until it is fixed")]
    private static partial void LogBroken(ILogger logger, string file, string err);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The web configuration file now enables TLS, which takes effect after a restart")]
    private static partial void LogTlsNeedsRestart(ILogger logger);

    [LoggerMessage(EventName = "TlsConfigurationState.Good", Level = LogLevel.Information, Message = "The TLS configuration changed and was reloaded")]
    private static partial void LogTlsReadAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The TLS configuration was reloaded on SIGHUP")]
    private static partial void LogTlsReloaded(ILogger logger);

    [LoggerMessage(
        EventName = "TlsConfigurationState.Broken",
        Level = LogLevel.Error,
        Message = "The TLS configuration is broken, new connections fail until it is fixed")]
    private static partial void LogTlsBroken(ILogger logger, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rate limiter is enabled.")]
    private static partial void LogRateLimit(ILogger logger, TimeSpan interval, int burst);

    [LoggerMessage(Level = LogLevel.Warning, Message = "prefer_server_cipher_suites: false has no effect, the server chooses the cipher suite")]
    private static partial void LogServerPrefers(ILogger logger);
}

/// <summary>
/// Refuses a file that protects less than before because a part is missing. Programs often truncate a file before they write it, and a full disk or a
/// crash can cut it at any byte. None of that may open access to everybody. To reduce the protection, operators restart the exporter, or write it
/// explicitly: <c>{}</c> as the whole file, or another <c>client_auth_type</c>.
/// </summary>
internal sealed class ProtectionLoss
{
    private WebConfiguration _last = new();

    /// <summary>Compares a configuration with the last one. Keeps it for the next comparison unless a part is missing.</summary>
    /// <exception cref="WebConfigException">A part is missing.</exception>
    public void Check(WebConfiguration next)
    {
        if (!next.IsExplicitlyEmpty && Describe(_last, next) is { } missing)
        {
            throw new WebConfigException(missing);
        }

        _last = next;
    }

    private static string? Describe(WebConfiguration last, WebConfiguration next)
    {
        if (next.SaysNothing)
        {
            return last.SaysNothing ? null : "the file has become empty: to serve without protection, write {} to it or restart";
        }

        if (last.Users.Count > 0 && next.Users.Count == 0)
        {
            return "basic_auth_users has become empty: to serve without passwords, restart, or write {} as the whole file";
        }

        // Without TLS in the file, the exporter accepts no TLS connection.
        return next.Tls.IsEnabled ? Describe(last.Tls, next.Tls) : null;
    }

    private static string? Describe(TlsSettings last, TlsSettings next)
    {
        if (next.ClientAuthenticationName is not { Length: > 0 } name)
        {
            return AsksForCertificate(last) ? "client_auth_type is missing: to ask for no certificate, set it to NoClientCert or restart" : null;
        }

        var authentication = TlsNames.Authentication(name);
        if (last.HasClientAuthorities
            && !next.HasClientAuthorities
            && authentication is ClientAuthentication.VerifyClientCertIfGiven or ClientAuthentication.RequireAndVerifyClientCert)
        {
            return "client_ca_file is missing: to accept what the system trusts, restart";
        }

        return last.ClientAllowedNames is not null
            && next.ClientAllowedNames is null
            && authentication is ClientAuthentication.RequireAnyClientCert or ClientAuthentication.RequireAndVerifyClientCert
            ? "client_allowed_sans is missing: to accept every name, restart"
            : null;
    }

    private static bool AsksForCertificate(TlsSettings tls) =>
        TlsNames.Authentication(tls.ClientAuthenticationName) is not (null or ClientAuthentication.NoClientCert);
}
