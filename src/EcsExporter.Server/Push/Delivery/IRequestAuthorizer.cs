// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Delivery;

/// <summary>Proves to the receiver who sends a request.</summary>
internal interface IRequestAuthorizer
{
    /// <summary>When the credentials expire; null when they do not, or are not known yet.</summary>
    DateTimeOffset? Expiration => null;

    /// <summary>Adds headers to a request that is otherwise complete. Called anew for each attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body as it is sent, after compression.</param>
    /// <param name="cancellationToken">The time for the request is over.</param>
    /// <exception cref="AuthorizationException">The credentials are not to be had now.</exception>
    ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The receiver answered 403. Whether other credentials, or the receiver's clock, may make it accept the request after all.</summary>
    /// <param name="receiverTime">The header <c>Date</c> of the answer, if there is one.</param>
    /// <param name="cancellationToken">The time for the request is over.</param>
    /// <exception cref="AuthorizationException">The credentials are not to be had now.</exception>
    ValueTask<bool> RenewAsync(DateTimeOffset? receiverTime, CancellationToken cancellationToken);
}

/// <summary>There are no credentials for a request; the message says why without any part of them.</summary>
internal sealed class AuthorizationException(string message) : Exception(message);
