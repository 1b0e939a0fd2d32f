// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push.Protocols;

/// <summary>How readings become requests, and what the answers mean. Keeps the memory of its requests, so each one ends with the next.</summary>
internal abstract class PushProtocol
{
    /// <summary>The most bytes of a request before compression; receivers have limits from there on.</summary>
    protected const int MaxRequestBytes = 1_000_000;

    /// <summary>The body's <c>Content-Type</c>.</summary>
    public const string ContentType = "application/x-protobuf";

    /// <summary>The body's <c>Content-Encoding</c>.</summary>
    public abstract string ContentEncoding { get; }

    /// <summary>Adds the headers that the protocol asks for.</summary>
    public virtual void AddHeaders(HttpRequestHeaders headers)
    {
    }

    /// <summary>Makes a request of as many samples as it may have, and moves the cursor behind them.</summary>
    /// <returns>A request of at least one sample, which is valid until the next call.</returns>
    public abstract PushRequest Encode(SampleCursor samples);

    /// <summary>Whether a request that got this status may succeed later. 2xx never gets here.</summary>
    public abstract bool IsRetryable(HttpStatusCode status);

    /// <summary>How many samples the receiver says it rejected in an answer of status 2xx, and why.</summary>
    /// <param name="body">The beginning of the body.</param>
    /// <param name="reason">The receiver's own words as UTF-8; empty for none.</param>
    public virtual long ReadRejected(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> reason)
    {
        reason = default;
        return 0;
    }
}

/// <summary>One request of a reading.</summary>
/// <param name="Body">The compressed body.</param>
/// <param name="Samples">How many samples it has, ends of series among them.</param>
internal readonly record struct PushRequest(ReadOnlyMemory<byte> Body, int Samples);
