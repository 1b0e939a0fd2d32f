// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws.Credentials;

/// <summary>There are no credentials to sign with.</summary>
/// <param name="message">Why, and what to check. Holds no key, no token, and of an address the host at most.</param>
/// <param name="isTransient">Whether it may pass within a moment: a broken connection, or an endpoint that is not ready.</param>
internal sealed class CredentialsException(string message, bool isTransient = false) : Exception(message)
{
    /// <summary>Whether it may pass within a moment.</summary>
    public bool IsTransient { get; } = isTransient;
}
