// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.WebConfig;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>
/// Checks the health of the exporter that runs in the same container with the same flags and variables. With a web configuration file, any answer
/// counts as healthy. The health check has no password and no certificate, and may exceed the rate limit. Restarting the exporter would not repair a
/// broken file.
/// </summary>
internal static partial class HealthCheckCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Returns the exit code: 0 when the exporter is healthy, otherwise 1.</summary>
    public static async Task<int> RunAsync(ExporterOptions options, ProcessContext process)
    {
        var address = options.Web.ListenAddresses[0];
        var host = address.IsAny || address.EndPoint is { Address: var ip } && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? new ListenAddress("localhost", address.Port)
            : address;
        var configFile = options.Web.ConfigFile;
        var scheme = configFile is not null && WebConfigFile.AsksForTls(configFile, process.TimeProvider) ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning disable CA5359 // The request stays on this machine and carries no secret, so the server need not prove its identity.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            using var http = new HttpClient(handler) { Timeout = Timeout };
            using var response = await http.GetAsync(new Uri($"{scheme}://{host}/-/healthy"));
            if (response.StatusCode == HttpStatusCode.OK || configFile is not null)
            {
                return 0;
            }

            LogUnhealthy(process.Logger, $"{host}", $"status {(int)response.StatusCode}");
        }
        catch (HttpRequestException error) when (configFile is not null && error.HttpRequestError is not HttpRequestError.ConnectionError)
        {
            // The exporter accepted the connection and rejected the TLS handshake, because the health check has no client certificate.
            return 0;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            LogUnhealthy(process.Logger, $"{host}", error is TaskCanceledException ? "no answer in time" : error.Message);
        }

        return 1;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The exporter is not healthy")]
    private static partial void LogUnhealthy(ILogger logger, string address, string err);
}
