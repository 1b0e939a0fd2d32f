// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.WebConfig;

/// <summary>What every request passes before its handler, whatever its path, as the web configuration file says.</summary>
/// <param name="file">The file.</param>
/// <param name="time">The clock of the rate limit.</param>
internal sealed class WebGate(WebConfigFile file, TimeProvider time)
{
    // Made when there are users: it loads the system's cryptography, which is several megabytes.
    private readonly Lazy<PasswordChecker> _passwords = new(static () => new(static (hash, password, shouldStop) => Bcrypt.Verify(hash, password.Span, shouldStop)));
    private TokenBucket? _bucket;

    /// <summary>Whether the handler may answer. If not, the request has been answered.</summary>
    public async Task<bool> AdmitAsync(HttpContext context)
    {
        WebConfiguration configuration;
        try
        {
            configuration = file.Configuration;
        }
        catch (WebConfigException)
        {
            // What is wrong is in the log: it is the operator's, not the client's.
            return await RefuseAsync(context, StatusCodes.Status500InternalServerError, "the web configuration file is broken, see the log\n");
        }

        if (!Bucket(configuration.RateLimit).TryTake())
        {
            return await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests\n");
        }

        if (configuration.Http.Headers.Count > 0)
        {
            // When the answer starts, so that the file's word is the last one.
            context.Response.OnStarting(() => SetHeaders(context.Response, configuration.Http.Headers));
        }

        return configuration.Users.Count == 0 || await AuthenticateAsync(context, configuration.Users);
    }

    private async Task<bool> AuthenticateAsync(HttpContext context, IReadOnlyDictionary<string, BcryptHash> users)
    {
        var outcome = BasicCredentials.Parse(context.Request.Headers.Authorization is [var header, ..] ? header : null) is { } credentials
            ? await _passwords.Value.CheckAsync(users, credentials, ClientNetwork.Of(context.Connection.RemoteIpAddress), context.RequestAborted)
            : PasswordCheck.Wrong;
        switch (outcome)
        {
            case PasswordCheck.Right:
                return true;
            case PasswordCheck.Busy:
                return await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "too many passwords from this address are waiting to be checked, try again later\n");
            default:
                context.Response.Headers.WWWAuthenticate = "Basic";
                return await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized\n");
        }
    }

    private TokenBucket Bucket(RateLimit limit)
    {
        var bucket = _bucket;
        return bucket?.Limit == limit ? bucket : _bucket = new TokenBucket(limit, time);
    }

    private static Task SetHeaders(HttpResponse response, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        return Task.CompletedTask;
    }

    private static async Task<bool> RefuseAsync(HttpContext context, int status, string text)
    {
        await PlainText.WriteAsync(context, status, text);
        return false;
    }
}
