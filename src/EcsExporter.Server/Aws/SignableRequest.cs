// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Aws;

/// <summary>Holds the parts of a request that are signed.</summary>
/// <param name="method">The method, in upper case.</param>
/// <param name="path">The path as it is sent: empty, or beginning with a slash.</param>
/// <param name="query">The query as it is sent, without the question mark; empty if there is none.</param>
/// <param name="headers">The headers to sign, as they are sent, including <c>host</c> and <c>x-amz-date</c>. A name may occur more than once.</param>
/// <param name="payloadHash">The SHA-256 of the body as it is sent, in lower-case hexadecimal.</param>
internal sealed class SignableRequest(
    string method, string path, string query, IReadOnlyList<(string Name, string Value)> headers, string payloadHash)
{
    public string Method { get; } = method;

    public string Path { get; } = path;

    public string Query { get; } = query;

    public IReadOnlyList<(string Name, string Value)> Headers { get; } = headers;

    public string PayloadHash { get; } = payloadHash;
}
