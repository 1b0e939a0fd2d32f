// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EcsExporter.Server.Web;

/// <summary>
/// Refuses requests with a body. Some clients announce a body for every request and then send none: chunked with nothing but the last chunk, or
/// over HTTP/2 an empty DATA frame that ends the stream. Such requests are answered like any other.
/// </summary>
internal sealed class RequestBody(TimeProvider time)
{
    /// <summary>The bytes that chunk sizes and extensions may take. Kestrel limits trailers as it limits headers.</summary>
    private const int MaxFramingBytes = 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Whether the request has no body. If it has one, or one that cannot be read to its end, the request has been refused.</summary>
    public async ValueTask<bool> IsEmptyAsync(HttpContext context)
    {
        if (await RefusalAsync(context) is not { } status)
        {
            return true;
        }

        // The rest of the body is not read, so over HTTP/1 the connection cannot go on. HTTP/2 ends just the stream, and forbids the header
        // (RFC 9113 section 8.2.2).
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        await PlainText.WriteAsync(context, status, status switch
        {
            StatusCodes.Status413PayloadTooLarge => "413 requests with a body are refused\n",
            StatusCodes.Status408RequestTimeout => "408 the body of the request did not end in time\n",
            _ => "400 the body of the request is malformed\n",
        });
        return false;
    }

    private async ValueTask<int?> RefusalAsync(HttpContext context)
    {
        if (context.Request.ContentLength > 0 || !EndsForCertain(context.Request))
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        // Kestrel counts the bytes that frame chunks as the body's.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxFramingBytes;
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            var reader = context.Request.BodyReader;
            var read = await reader.ReadAsync(either.Token);
            var isEmpty = read is { Buffer.IsEmpty: true, IsCompleted: true };
            reader.AdvanceTo(read.Buffer.End);
            return isEmpty ? null : StatusCodes.Status413PayloadTooLarge;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return StatusCodes.Status408RequestTimeout;
        }
        catch (BadHttpRequestException error)
        {
            return error.StatusCode;
        }
        catch (IOException)
        {
            // A chunk of more than 2 GiB, or a connection that has just broken, in which case the answer reaches nobody.
            return StatusCodes.Status400BadRequest;
        }
    }

    // Whether every server would agree about where the request ends. RFC 9112 section 6.1 warns of a length beside chunks, for which Kestrel goes by
    // the chunks and leaves the length under another name, of codings other than chunked, and of chunks in HTTP/1.0.
    private static bool EndsForCertain(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol)
        || (HttpProtocol.IsHttp11(request.Protocol)
            && !request.Headers.ContainsKey("X-Content-Length")
            && request.Headers.TransferEncoding is [var coding]
            && "chunked".Equals(coding, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Makes Kestrel refuse a <c>Content-Length</c> that is not digits alone, the only form RFC 9110 section 8.6 allows. Kestrel's parser
/// accepts a sign, so it takes <c>+0</c> and <c>-0</c> for 0, while another server may find another length in them and see another
/// end of the request. Kestrel decodes header values with an encoding of the application's choice; this one turns every other
/// byte into a letter, and Kestrel answers 400.
/// </summary>
internal sealed class ContentLengthEncoding : Encoding
{
    private static readonly ContentLengthEncoding Instance = new();

    /// <summary>The encoding of a header's values; null for Kestrel's own.</summary>
    public static Encoding? For(string headerName) => headerName == HeaderNames.ContentLength ? Instance : null;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("Only requests are decoded.");

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <summary>Decodes as much as there is room for. Kestrel gives room for 20 characters, and refuses what fills it.</summary>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var length = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < length; i++)
        {
            chars[i] = bytes[i] is >= (byte)'0' and <= (byte)'9' ? (char)bytes[i] : 'x';
        }

        return length;
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => count;
    public override int GetByteCount(char[] chars, int index, int count) => count;
    public override int GetMaxByteCount(int charCount) => charCount;
    public override int GetMaxCharCount(int byteCount) => byteCount;
}
