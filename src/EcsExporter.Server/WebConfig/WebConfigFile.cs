// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// The web configuration file and those it names. They are looked at for every request and every TLS connection, and read
/// again when they changed. While the file is broken, requests and connections fail; while only a certificate or key is
/// broken, new connections fail and those that stand go on. It is logged once when it breaks and once when it is mended.
/// </summary>
internal sealed partial class WebConfigFile
{
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly LiveFiles<WebConfiguration> _configuration;
    private readonly LiveFiles<SslServerAuthenticationOptions> _tls;
    private bool _wasProtecting;

    private WebConfigFile(string path, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _configuration = new(files => Parse(files), LogConfigurationLoaded);
        _tls = new(LoadTls, LogTlsLoaded);
    }

    /// <summary>Whether the listeners speak TLS, which is settled at the start.</summary>
    public bool IsTls { get; private set; }

    /// <summary>Whether TLS clients were offered HTTP/2 at the start.</summary>
    public bool IsHttp2 { get; private set; }

    /// <summary>What the file says now.</summary>
    /// <exception cref="WebConfigException">The file is broken.</exception>
    public WebConfiguration Configuration => _configuration.Get();

    /// <summary>What the next handshake needs.</summary>
    /// <exception cref="WebConfigException">The file is broken, or a certificate or key.</exception>
    public SslServerAuthenticationOptions Tls => _tls.Get();

    /// <summary>Reads the file and those it names.</summary>
    /// <exception cref="WebConfigException">One is missing or broken.</exception>
    public static WebConfigFile Open(string path, ILogger logger)
    {
        var file = new WebConfigFile(path, logger);
        var configuration = file.Configuration;
        file.IsTls = configuration.Tls.IsEnabled;
        file.IsHttp2 = file.IsTls && configuration.Http.Http2;
        if (file.IsTls)
        {
            _ = file.Tls;
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

    /// <summary>Whether an exporter with this file speaks TLS; false when it cannot be read.</summary>
    public static bool AsksForTls(string path)
    {
        try
        {
            return WebConfigParser.Parse(new FileReader().Read(path)).Tls.IsEnabled;
        }
        catch (WebConfigException)
        {
            return false;
        }
    }

    private WebConfiguration Parse(FileReader files)
    {
        var content = files.Read(_path);
        if (content.Length == 0 && _wasProtecting)
        {
            // Who writes a file often empties it first: that moment must not let everybody in.
            throw new WebConfigException($"{_path}: the file has become empty; restart, or write {{}} into it, to serve without protection");
        }

        _wasProtecting |= content.Length > 0;
        return WebConfigParser.Parse(content);
    }

    private SslServerAuthenticationOptions LoadTls(FileReader files)
    {
        var configuration = WebConfigParser.Parse(files.Read(_path));
        return ServerTls.Load(configuration, Path.GetDirectoryName(_path) ?? "", files);
    }

    private void LogConfigurationLoaded(WebConfiguration? configuration, WebConfigException? failure)
    {
        if (failure is not null)
        {
            LogBroken(_logger, _path, failure.Message);
            return;
        }

        LogReadAgain(_logger, _path);
        if (configuration is { Tls.IsEnabled: true } && !IsTls)
        {
            LogTlsNeedsRestart(_logger);
        }
    }

    private void LogTlsLoaded(SslServerAuthenticationOptions? options, WebConfigException? failure)
    {
        if (options is not null)
        {
            LogTlsReadAgain(_logger);
        }
        else
        {
            LogTlsBroken(_logger, failure!.Message);
        }
    }

    [LoggerMessage(EventName = "WebConfigurationState.Good", Level = LogLevel.Information, Message = "The web configuration file changed and was read again")]
    private static partial void LogReadAgain(ILogger logger, string file);

    [LoggerMessage(EventName = "WebConfigurationState.Broken", Level = LogLevel.Error, Message = "The web configuration file is broken, requests fail until it is mended")]
    private static partial void LogBroken(ILogger logger, string file, string err);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The web configuration file asks for TLS now, which needs a restart: it is not spoken until then")]
    private static partial void LogTlsNeedsRestart(ILogger logger);

    [LoggerMessage(EventName = "TlsConfigurationState.Good", Level = LogLevel.Information, Message = "The TLS configuration changed and was read again")]
    private static partial void LogTlsReadAgain(ILogger logger);

    [LoggerMessage(EventName = "TlsConfigurationState.Broken", Level = LogLevel.Error, Message = "The TLS configuration is broken, new connections fail until it is mended")]
    private static partial void LogTlsBroken(ILogger logger, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rate limiter is enabled.")]
    private static partial void LogRateLimit(ILogger logger, TimeSpan interval, int burst);

    [LoggerMessage(Level = LogLevel.Warning, Message = "prefer_server_cipher_suites: false has no effect, the server chooses the cipher suite")]
    private static partial void LogServerPrefers(ILogger logger);
}
