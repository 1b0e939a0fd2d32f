// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Text;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Authenticates with HTTP basic authentication (RFC 7617).</summary>
internal sealed class BasicAuthorizer(string username, Secret password) : IRequestAuthorizer
{
    /// <inheritdoc/>
    public ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password.Read()}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(DateTimeOffset? receiverTime, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}

/// <summary>Authenticates with a bearer token (RFC 6750).</summary>
internal sealed class BearerAuthorizer(Secret token) : IRequestAuthorizer
{
    /// <inheritdoc/>
    public ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Read());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(DateTimeOffset? receiverTime, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
