// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using EcsExporter.Server.Push.Readings;
using Snappier;

namespace EcsExporter.Server.Push.Protocols;

/// <summary>
/// Encodes Prometheus remote write 1.0 (https://prometheus.io/docs/specs/prw/remote_write_spec/). It sends no metadata: Prometheus ignores it, Amazon
/// Managed Service for Prometheus counts each entry as a sample, and every task would send the same.
/// </summary>
internal sealed class RemoteWriteProtocol : PushProtocol
{
    private const int MaxSamples = 2000;

    // Field numbers of prompb/remote.proto and prompb/types.proto.
    private const int RequestTimeSeries = 1;
    private const int TimeSeriesSample = 2;
    private const int SampleValue = 1;
    private const int SampleTimestamp = 2;

    // These bits distinguish the end of a series from a value that is not a number (model/value/value.go in prometheus/prometheus).
    private const ulong StaleBits = 0x7ff0000000000002;
    private const ulong NotANumberBits = 0x7ff8000000000001;

    private readonly MessageBuffer _message = new();
    private readonly MessageBuffer _body = new();

    /// <inheritdoc/>
    public override string ContentEncoding => "snappy";

    /// <inheritdoc/>
    public override void AddHeaders(HttpRequestHeaders headers) => headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");

    /// <inheritdoc/>
    public override bool IsRetryable(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests || (int)status >= 500;

    /// <inheritdoc/>
    public override PushRequest Encode(SampleCursor samples)
    {
        _message.Clear();
        var timestamp = (ulong)samples.UnixMilliseconds;
        var sampleLength = 1 + sizeof(ulong) + 1 + MessageBuffer.VarintLength(timestamp);
        var count = 0;
        for (; count < MaxSamples && !samples.IsAtEnd; count++, samples.MoveNext())
        {
            var sample = samples.Current;
            var length = sample.Series.Labels.Length + MessageBuffer.FieldLength(sampleLength);
            if (count > 0 && _message.Length + MessageBuffer.FieldLength(length) > MaxRequestBytes)
            {
                break;
            }

            _message.AppendFieldHeader(RequestTimeSeries, length);
            _message.Append(sample.Series.Labels);
            _message.AppendFieldHeader(TimeSeriesSample, sampleLength);
            _message.AppendEightBytesField(SampleValue, BitsOf(sample));
            _message.AppendVarintField(SampleTimestamp, timestamp);
        }

        _body.Clear();
        Snappy.Compress(new ReadOnlySequence<byte>(_message.Written), _body);
        return new PushRequest(_body.Written, count);
    }

    private static ulong BitsOf(Sample sample) => sample.IsEnd ? StaleBits
        : double.IsNaN(sample.Value) ? NotANumberBits
        : BitConverter.DoubleToUInt64Bits(sample.Value);
}
