// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace EcsExporter.Server.Aws;

/// <summary>
/// Writes a request in the form that is hashed and signed: step 1 of
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"/>.
/// </summary>
internal static class CanonicalRequest
{
    /// <summary>Returns the names of the signed headers in lower case, sorted and separated by semicolons.</summary>
    public static string SignedHeaders(SignableRequest request) => string.Join(';', SortedNames(request));

    /// <summary>Writes the canonical form.</summary>
    public static void Write(ArrayBufferWriter<byte> output, SignableRequest request)
    {
        _ = Encoding.UTF8.GetBytes(request.Method, output);
        output.Write("\n"u8);
        CanonicalPath.Write(output, request.Path);
        output.Write("\n"u8);
        CanonicalQuery.Write(output, request.Query);
        output.Write("\n"u8);
        foreach (var name in SortedNames(request))
        {
            WriteHeader(output, name, request.Headers);
        }

        _ = Encoding.UTF8.GetBytes($"\n{SignedHeaders(request)}\n{request.PayloadHash}", output);
    }

    /// <summary>Writes one line with the values of all headers of this name, in their order, separated by commas.</summary>
    private static void WriteHeader(ArrayBufferWriter<byte> output, string name, IReadOnlyList<(string Name, string Value)> headers)
    {
        _ = Encoding.UTF8.GetBytes(name, output);
        var separator = ":"u8;
        foreach (var header in headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                output.Write(separator);
                WriteTrimmed(output, header.Value);
                separator = ","u8;
            }
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes a value without leading and trailing spaces. Each run of spaces becomes one space, within quotation marks too.</summary>
    private static void WriteTrimmed(ArrayBufferWriter<byte> output, string value)
    {
        var isFirst = true;
        foreach (var range in value.AsSpan().SplitAny(' ', '\t'))
        {
            var (start, length) = range.GetOffsetAndLength(value.Length);
            if (length > 0)
            {
                output.Write(isFirst ? ""u8 : " "u8);
                _ = Encoding.UTF8.GetBytes(value.AsSpan(start, length), output);
                isFirst = false;
            }
        }
    }

    private static List<string> SortedNames(SignableRequest request)
    {
        List<string> names = [];
        foreach (var (name, _) in request.Headers)
        {
            var lowerCase = name.ToLowerInvariant();
            if (!names.Contains(lowerCase))
            {
                names.Add(lowerCase);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
