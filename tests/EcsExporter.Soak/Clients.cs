// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Soak;

/// <summary>
/// The exporter's clients during one period of load: scrapers in every format, some with a wrong password, some that disconnect before or during the
/// answer, and people who open the page.
/// </summary>
internal sealed class Clients(Uri address, Tally tally, Problems problems) : IDisposable
{
    private const string Broken = "the web configuration file is broken";
    private const string RightCredentials = "Basic YWxpY2U6YWxpY2UxMjM=";

    private static readonly string[] Formats =
    [
        "*/*",
        "text/plain;version=0.0.4",
        "application/openmetrics-text;version=1.0.0",
        "application/openmetrics-text;version=0.0.1",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
    ];

    private static readonly string[] Pages = ["", "-/healthy", "-/ready", "nowhere"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.All })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Performs one random action of a client.</summary>
    public async Task ActAsync(Random random)
    {
        try
        {
            await (random.Next(100) switch
            {
                < 65 => GetAsync("metrics", Formats[random.Next(Formats.Length)], RightCredentials, random.Next(4) == 0),
                < 75 => GetAsync("metrics", "*/*", Guess(random), close: true),
                < 85 => GetAsync(Pages[random.Next(Pages.Length)], "text/html", RightCredentials, close: false),
                < 93 => LeaveWithinAnswerAsync(),
                _ => LeaveBeforeAnswerAsync(),
            });
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or SocketException)
        {
            problems.Add($"a client got no answer: {error.GetType().Name}: {error.GetBaseException().Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Guess(Random random)
    {
        var password = new byte[random.Next(80)];
        random.NextBytes(password);
        return $"Basic {Convert.ToBase64String([.. "alice:"u8, .. password])}";
    }

    private async Task GetAsync(string path, string accept, string credentials, bool close)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.ConnectionClose = close;
        _ = request.Headers.TryAddWithoutValidation("Accept", accept);
        _ = request.Headers.TryAddWithoutValidation("Authorization", credentials);
        var startedAt = Stopwatch.GetTimestamp();
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if (path != "metrics" || response.StatusCode != HttpStatusCode.OK)
        {
            Count(path, response.StatusCode, body);
            return;
        }

        tally.AddScrape(startedAt);
        var isWhole = response.Content.Headers.ContentType?.MediaType switch
        {
            "application/openmetrics-text" => body.EndsWith("\n# EOF\n", StringComparison.Ordinal),
            "text/plain" => body.EndsWith('\n'),
            _ => true,
        };
        if (!isWhole || !body.Contains("ecs_up", StringComparison.Ordinal))
        {
            problems.Add($"an answer that is not whole: {body.Length} characters for {accept}");
        }
    }

    private void Count(string path, HttpStatusCode status, string body)
    {
        // 401 is right for a wrong password, and for the right password of a user who was just removed from the file.
        var isExpected = (path, status) switch
        {
            (_, HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests) => true,
            (_, HttpStatusCode.ServiceUnavailable) => true,
            (_, HttpStatusCode.InternalServerError) => body.StartsWith(Broken, StringComparison.Ordinal),
            ("nowhere", HttpStatusCode.NotFound) => true,
            _ => status == HttpStatusCode.OK,
        };
        if (!isExpected)
        {
            problems.Add($"/{path} was answered with {(int)status}: {body}");
        }

        tally.Add(body.StartsWith("Limit of concurrent", StringComparison.Ordinal) ? SoakRun.Refused : $"status {(int)status}");
    }

    /// <summary>Disconnects after the status has arrived. The exporter has counted an answer that has begun.</summary>
    private async Task LeaveWithinAnswerAsync()
    {
        using var connection = await RequestAsync();
        var startedAt = Stopwatch.GetTimestamp();
        var status = new byte["HTTP/1.1 200".Length];
        await connection.GetStream().ReadExactlyAsync(status);
        if (status.AsSpan().EndsWith(" 200"u8))
        {
            tally.AddScrape(startedAt);
        }
        else if (status.AsSpan().EndsWith(" 503"u8))
        {
            tally.AddUnknown();
        }
        else
        {
            tally.Add($"status {Encoding.ASCII.GetString(status.AsSpan()[^3..])}");
        }

        connection.Client.LingerState = new LingerOption(enable: true, seconds: 0);
    }

    private async Task LeaveBeforeAnswerAsync()
    {
        using var connection = await RequestAsync();
        tally.AddUnknown();
    }

    private async Task<TcpClient> RequestAsync()
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /metrics HTTP/1.1\r\nHost: exporter\r\nAuthorization: {RightCredentials}\r\n\r\n"));
        return connection;
    }
}
