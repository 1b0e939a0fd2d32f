// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push.Protocols;

/// <summary>Encodes readings as requests and interprets the answers. Requests share a buffer, so each is valid until the next.</summary>
internal abstract class PushProtocol
{
    /// <summary>The most bytes of a request before compression. Receivers have limits above that.</summary>
    protected const int MaxRequestBytes = 1_000_000;

    /// <summary>The body's <c>Content-Type</c>.</summary>
    public const string ContentType = "application/x-protobuf";

    /// <summary>The body's <c>Content-Encoding</c>.</summary>
    public abstract string ContentEncoding { get; }

    /// <summary>Adds the headers that the protocol requires.</summary>
    public virtual void AddHeaders(HttpRequestHeaders headers)
    {
    }

    /// <summary>Encodes as many samples as fit into one request, and moves the cursor past them.</summary>
    /// <returns>A request of at least one sample, which is valid until the next call.</returns>
    public abstract PushRequest Encode(SampleCursor samples);

    /// <summary>Whether a request may succeed later. The status is never 2xx.</summary>
    public abstract bool IsRetryable(HttpStatusCode status);

    /// <summary>Returns how many samples the receiver rejected in an answer with status 2xx, and why.</summary>
    /// <param name="body">The beginning of the body.</param>
    /// <param name="reason">The receiver's message in UTF-8; empty for none.</param>
    public virtual long ReadRejected(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> reason)
    {
        reason = default;
        return 0;
    }
}

/// <summary>Holds one request of a reading.</summary>
/// <param name="Body">The compressed body.</param>
/// <param name="Samples">The number of its samples, including ends of series.</param>
internal readonly record struct PushRequest(ReadOnlyMemory<byte> Body, int Samples);
