// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Unicode;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Reading;

/// <summary>
/// Decodes the bodies of one document. A body equal to the previous body is not parsed again; its content is returned again. <c>/task</c> hardly ever
/// changes, and on Fargate the stats change every ten seconds. Not for concurrent use.
/// </summary>
internal sealed class DocumentDecoder(EndpointDocument document, StringPool strings, Anomalies anomalies)
{
    /// <summary>Larger bodies are parsed every time: keeping a body for the comparison would cost its size in memory all the time.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    private byte[] _lastBody = [];
    private int _lastLength;
    private object? _lastContent;

    /// <summary>The content of a body.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is not JSON, or not the document.</exception>
    public object Decode(ReadOnlySpan<byte> body)
    {
        if (_lastContent is not null && body.SequenceEqual(_lastBody.AsSpan(0, _lastLength)))
        {
            return _lastContent;
        }

        var isUtf8 = Utf8.IsValid(body);
        if (!isUtf8)
        {
            anomalies.Add(AnomalyKind.InvalidUtf8);
        }

        var json = new JsonCursor(isUtf8 ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body)), strings, anomalies, document.Section);
        var content = document.Read(ref json);

        // Anomalies count once per reading, so a body with anomalies is parsed each time.
        Keep(body, isUtf8 && json.Reported == 0 ? content : null);
        return content;
    }

    private void Keep(ReadOnlySpan<byte> body, object? content)
    {
        _lastContent = body.Length <= MaxKeptBytes ? content : null;
        if (_lastContent is null)
        {
            _lastBody = [];
            return;
        }

        // The length of the stats changes by a few digits from reading to reading, so the array has room to spare. A far too large one is replaced.
        if (_lastBody.Length < body.Length || _lastBody.Length > 2 * body.Length)
        {
            _lastBody = GC.AllocateUninitializedArray<byte>(body.Length + (body.Length / 8));
        }

        body.CopyTo(_lastBody);
        _lastLength = body.Length;
    }
}
