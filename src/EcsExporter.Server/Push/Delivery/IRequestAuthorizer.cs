// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>Authenticates requests to the receiver.</summary>
internal interface IRequestAuthorizer
{
    /// <summary>When the credentials expire; null when they do not expire or are not known yet.</summary>
    DateTimeOffset? Expiration => null;

    /// <summary>Adds the authentication headers to a request that is otherwise complete. Called for each attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body as it is sent, after compression.</param>
    /// <param name="cancellationToken">Cancelled when the request times out.</param>
    /// <exception cref="AuthorizationException">There are no credentials now.</exception>
    ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>
    /// Renews the credentials after status 403. Returns whether a retry may succeed, with other credentials or the receiver's time.
    /// </summary>
    /// <param name="receiverTime">The header <c>Date</c> of the answer; null if there is none.</param>
    /// <param name="cancellationToken">Cancelled when the request times out.</param>
    /// <exception cref="AuthorizationException">There are no credentials now.</exception>
    ValueTask<bool> RenewAsync(DateTimeOffset? receiverTime, CancellationToken cancellationToken);
}

/// <summary>Reports that there are no credentials for a request. The message contains no part of them.</summary>
internal sealed class AuthorizationException(string message) : Exception(message);
