// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

public sealed class DocumentDecoderTests
{
    private const int MaxKeptBytes = 64 * 1024;

    private readonly Anomalies _anomalies = new(new CapturingLogger());
    private readonly DocumentDecoder _decoder;

    public DocumentDecoderTests() => _decoder = new DocumentDecoder(EndpointDocument.Task, new StringPool(), _anomalies);

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    [InlineData(MaxKeptBytes)]
    public void Decode_SameBodyAgain_IsTheSameContent(int length)
    {
        var body = Body("f", length);
        var content = _decoder.Decode(body);

        Assert.Same(content, _decoder.Decode([.. body]));
        Assert.Same(content, _decoder.Decode([.. body]));
    }

    [Theory]
    [InlineData("g", 0)]
    [InlineData("", 0)]
    [InlineData("longer", 0)]
    [InlineData("f", 1000)]
    [InlineData("f", MaxKeptBytes)]
    [InlineData("f", MaxKeptBytes + 1)]
    public void Decode_BodiesInTurn_AreEachReadAnew(string family, int length)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("f", Family(Body("f", 0)));
            Assert.Equal(family.Length == 0 ? null : family, Family(Body(family, length)));
        }
    }

    [Fact]
    public void Decode_BufferIsUsedForAnotherBody_DoesNotChangeWhatIsKept()
    {
        var buffer = Body("f", 0);
        _ = _decoder.Decode(buffer);
        Body("g", 0).CopyTo(buffer, 0);

        Assert.Equal("g", Family(buffer));
        Assert.Equal("f", Family(Body("f", 0)));
    }

    [Fact]
    public void Decode_BodyTooLargeToKeep_IsReadAnew()
    {
        var body = Body("f", MaxKeptBytes + 1);

        Assert.NotSame(_decoder.Decode(body), _decoder.Decode(body));
    }

    [Theory]
    [InlineData("""{"Family": [1]}""", AnomalyKind.MalformedTask)]
    [InlineData("""{"Containers": [5]}""", AnomalyKind.MalformedContainer)]
    [InlineData("""{"Containers": [{"Name": "a"}, {"Name": "a"}]}""", AnomalyKind.DuplicateContainer)]
    [InlineData("{\"Family\": \"\u00ff\"}", AnomalyKind.InvalidUtf8)]
    public void Decode_SameBodyWithAnAnomaly_CountsItEachTime(string body, AnomalyKind kind)
    {
        for (var i = 1; i <= 3; i++)
        {
            // Latin-1 encodes the character as a byte that is not valid UTF-8.
            _ = _decoder.Decode(Encoding.Latin1.GetBytes(body));
            Assert.Equal(i, _anomalies[kind]);
        }
    }

    [Fact]
    public void Decode_BodyThatIsNotTheDocument_ThrowsEachTimeAndForgetsNothing()
    {
        var content = _decoder.Decode(Body("f", 0));

        _ = Assert.Throws<JsonException>(() => _decoder.Decode("[]"u8));
        _ = Assert.Throws<JsonException>(() => _decoder.Decode("[]"u8));
        Assert.Same(content, _decoder.Decode(Body("f", 0)));
    }

    private static byte[] Body(string family, int length) => Encoding.UTF8.GetBytes($$"""{"Family": "{{family}}"}""".PadRight(length));

    private string? Family(byte[] body) => ((TaskMetadataDocument)_decoder.Decode(body)).Family;
}
