// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>Holds the code and the message of an answer with an error.</summary>
/// <param name="code">The error code, such as <c>AccessDeniedException</c>; empty when the answer has none.</param>
/// <param name="message">AWS's message; empty when the answer has none.</param>
internal sealed class ApiErrorDocument(string code, string message)
{
    public string Code { get; private set; } = code;

    public string Message { get; private set; } = message;

    /// <summary>
    /// Parses the JSON of the ECS API, <c>{"__type": "com.amazonaws.ecs#AccessDeniedException", "message": "…"}</c>.
    /// <see href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization"/>
    /// </summary>
    /// <param name="body">The body. It may be anything, because a proxy may answer in place of the API.</param>
    /// <param name="header">The header <c>x-amzn-errortype</c>; null if there is none.</param>
    public static ApiErrorDocument ReadJson(ReadOnlySpan<byte> body, string? header)
    {
        var error = new ApiErrorDocument(header ?? "", "");
        try
        {
            var json = new ApiJson(body, new TextPool());
            while (json.NextProperty())
            {
                if (json.Is("__type"u8) || json.Is("code"u8))
                {
                    error.Code = json.Text() ?? error.Code;
                }
                else if (json.Is("message"u8) || json.Is("Message"u8))
                {
                    error.Message = json.Text() ?? error.Message;
                }
                else
                {
                    json.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // The body is not JSON, so the error has only its status and the header.
        }

        var code = error.Code[(error.Code.IndexOf('#', StringComparison.Ordinal) + 1)..];
        error.Code = code.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? code[..colon] : code;
        return error;
    }

    /// <summary>
    /// Parses the XML of the EC2 API, <c>Response/Errors/Error</c> with <c>Code</c> and <c>Message</c>.
    /// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"/>
    /// </summary>
    /// <param name="body">The body. It may be anything, because a proxy may answer in place of the API.</param>
    public static ApiErrorDocument ReadXml(ReadOnlySpan<byte> body)
    {
        var error = new ApiErrorDocument("", "");
        try
        {
            var xml = new XmlScanner(body);
            ReadError(ref xml, error);
        }
        catch (FormatException)
        {
            // The body is not XML, so the error has only its status.
        }

        return error;
    }

    /// <summary>Searches all elements, because services nest them differently.</summary>
    private static void ReadError(ref XmlScanner xml, ApiErrorDocument error)
    {
        while (xml.NextChild() || xml.Depth > 0)
        {
            if (xml.Name.SequenceEqual("Code"u8))
            {
                error.Code = xml.Text();
            }
            else if (xml.Name.SequenceEqual("Message"u8))
            {
                error.Message = xml.Text();
            }
        }
    }
}
