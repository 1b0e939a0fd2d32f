// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws.Credentials;

/// <summary>Reports that there are no credentials to sign with.</summary>
/// <param name="message">The reason, and what to check. It contains no key and no token, and at most the host of an address.</param>
/// <param name="isTransient">Whether a retry may succeed: after a broken connection, or when the endpoint is not ready.</param>
internal sealed class CredentialsException(string message, bool isTransient = false) : Exception(message)
{
    public bool IsTransient { get; } = isTransient;
}
