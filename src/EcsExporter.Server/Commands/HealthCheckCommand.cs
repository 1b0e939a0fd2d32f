// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.WebConfig;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>
/// Asks the exporter that runs beside it, with the same flags and variables, whether it lives. With a web configuration file,
/// every answer says so: the refusal of who has no password or certificate, a rate limit, and the 500 of a broken file, which
/// ending the exporter would not mend.
/// </summary>
internal static partial class HealthCheckCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>0 when it answers 200, else 1.</summary>
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
#pragma warning disable CA5359 // It asks for a sign of life on this machine and sends nothing: whoever answers need not prove who it is.
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
            // It took the connection and broke off the handshake.
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
