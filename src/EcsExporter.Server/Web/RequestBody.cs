// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EcsExporter.Server.Web;

/// <summary>
/// Refuses requests with a body. Some clients announce a body for every request and then send an empty one: chunked with only the last chunk, or over
/// HTTP/2 an empty DATA frame that ends the stream. Such requests are answered normally.
/// </summary>
internal sealed class RequestBody(TimeProvider time)
{
    /// <summary>The most bytes of chunk sizes and extensions. Kestrel limits trailers as it limits headers.</summary>
    private const int MaxFramingBytes = 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Whether the request has no body. If it has one, or one that cannot be read to its end, this method refuses the request.</summary>
    public async ValueTask<bool> IsEmptyAsync(HttpContext context)
    {
        if (await RefusalAsync(context) is not { } status)
        {
            return true;
        }

        // The rest of the body is not read, so an HTTP/1 connection must be closed. HTTP/2 ends only the stream, and forbids the header (RFC 9113,
        // section 8.2.2).
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

        // Kestrel counts the bytes of the chunk framing as part of the body.
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
            // The cause is a chunk of more than 2 GiB or a broken connection, which no answer reaches.
            return StatusCodes.Status400BadRequest;
        }
    }

    // Whether every server would find the same end of the request. RFC 9112, section 6.1, warns of three cases: a length beside chunks (Kestrel reads
    // the chunks and renames the length header), codings other than chunked, and chunks in HTTP/1.0.
    private static bool EndsForCertain(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol)
        || (HttpProtocol.IsHttp11(request.Protocol)
            && !request.Headers.ContainsKey("X-Content-Length")
            && request.Headers.TransferEncoding is [var coding]
            && "chunked".Equals(coding, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Makes Kestrel refuse a <c>Content-Length</c> that is not only digits, the only form that RFC 9110, section 8.6, allows. Kestrel's parser accepts a
/// sign and reads <c>+0</c> and <c>-0</c> as 0. Another server may read another length, and so find another end of the request. Kestrel decodes
/// header values with an encoding that the application can choose. This encoding turns every byte that is not a digit into a letter, and Kestrel
/// returns 400.
/// </summary>
internal sealed class ContentLengthEncoding : Encoding
{
    private static readonly ContentLengthEncoding Instance = new();

    /// <summary>Returns the encoding for a header's values; null for Kestrel's default.</summary>
    public static Encoding? For(string headerName) => headerName == HeaderNames.ContentLength ? Instance : null;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("Only requests are decoded.");

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <summary>Decodes as many bytes as fit. Kestrel provides space for 20 characters, and refuses a value that fills it.</summary>
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
