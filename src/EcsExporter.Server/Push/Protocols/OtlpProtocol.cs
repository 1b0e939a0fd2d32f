// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net;
using System.Text;
using EcsExporter.Server.Compression;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push.Protocols;

/// <summary>
/// Encodes OTLP/HTTP metrics in protobuf (https://opentelemetry.io/docs/specs/otlp/). It omits help texts, units and the scope, because receivers
/// bill and store by the byte. The labels <c>job</c> and <c>instance</c> are attributes of the data points like all other labels.
/// </summary>
/// <param name="resourceAttributes">Returns the attributes of the resource. By default there are none.</param>
internal sealed class OtlpProtocol(Func<IReadOnlyList<KeyValuePair<string, string>>> resourceAttributes) : PushProtocol
{
    private const int MaxPoints = 1000;

    // Field numbers of opentelemetry/proto: collector/metrics/v1/metrics_service.proto, metrics/v1/metrics.proto, common/v1/common.proto.
    private const int RequestResourceMetrics = 1;
    private const int ResourceMetricsResource = 1;
    private const int ResourceMetricsScopeMetrics = 2;
    private const int ResourceAttributes = 1;
    private const int ScopeMetricsMetrics = 2;
    private const int MetricName = 1;
    private const int MetricGauge = 5;
    private const int MetricSum = 7;
    private const int DataPoints = 1;
    private const int SumTemporality = 2;
    private const int SumIsMonotonic = 3;
    private const int PointStartTime = 2;
    private const int PointTime = 3;
    private const int PointValue = 4;
    private const int PointAttributes = 7;
    private const int PointFlags = 8;
    private const int AttributeKey = 1;
    private const int AttributeValue = 2;
    private const int ValueString = 1;
    private const int ResponsePartialSuccess = 1;
    private const int PartialSuccessRejected = 1;
    private const int PartialSuccessMessage = 2;

    // Fields of prometheus.Label, which the labels of a reading are encoded with.
    private const int LabelName = 1;
    private const int LabelValue = 2;

    private const ulong Cumulative = 2;
    private const ulong NoRecordedValue = 1;
    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>The size of the tags and lengths of the messages around a metric.</summary>
    private const int Slack = 64;

    private byte[] _resource = [];
    private readonly MessageBuffer _name = new();
    private readonly MessageBuffer _point = new();
    private readonly MessageBuffer _points = new();
    private readonly MessageBuffer _metrics = new();
    private readonly MessageBuffer _message = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly GzipEncoder _gzip = new();

    /// <inheritdoc/>
    public override string ContentEncoding => "gzip";

    /// <inheritdoc/>
    public override bool IsRetryable(HttpStatusCode status) => status
        is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <inheritdoc/>
    public override PushRequest Encode(SampleCursor samples)
    {
        _resource = Resource(resourceAttributes());
        _metrics.Clear();
        var count = 0;
        while (count < MaxPoints && !samples.IsAtEnd && TryAppendMetric(samples, ref count))
        {
        }

        _message.Clear();
        var scopeLength = MessageBuffer.FieldLength(_metrics.Length);
        _message.AppendFieldHeader(RequestResourceMetrics, _resource.Length + scopeLength);
        _message.Append(_resource);
        _message.AppendFieldHeader(ResourceMetricsScopeMetrics, _metrics.Length);
        _message.Append(_metrics.WrittenSpan);
        _body.ResetWrittenCount();
        _gzip.Compress(_message.WrittenSpan, _body);
        return new PushRequest(_body.WrittenMemory, count);
    }

    /// <inheritdoc/>
    public override long ReadRejected(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> reason)
    {
        reason = default;
        long rejected = 0;
        for (FieldReader response = new(body); response.MoveNext();)
        {
            if (response.Number != ResponsePartialSuccess)
            {
                continue;
            }

            for (FieldReader partial = new(response.Content); partial.MoveNext();)
            {
                switch (partial.Number)
                {
                    case PartialSuccessRejected: rejected = (long)partial.Varint; break;
                    case PartialSuccessMessage: reason = partial.Content; break;
                    default: break;
                }
            }
        }

        return rejected;
    }

    /// <summary>Appends consecutive samples with the same name. Returns false when none fits into the request.</summary>
    private bool TryAppendMetric(SampleCursor samples, ref int count)
    {
        _points.Clear();
        var first = samples.Current.Series;
        var isCounter = first.IsCounter;
        _name.Clear();
        _name.Append(NameOf(first));
        var name = _name.WrittenSpan;
        while (count < MaxPoints && !samples.IsAtEnd)
        {
            var sample = samples.Current;
            if (sample.Series.IsCounter != isCounter || !NameOf(sample.Series).SequenceEqual(name))
            {
                break;
            }

            WritePoint(sample, samples.UnixMilliseconds);
            if (count > 0 && _metrics.Length + _points.Length + name.Length + _point.Length > MaxRequestBytes - _resource.Length - Slack)
            {
                break;
            }

            _points.AppendField(DataPoints, _point.WrittenSpan);
            samples.MoveNext();
            count++;
        }

        if (_points.Length == 0)
        {
            return false;
        }

        AppendMetric(name, isCounter);
        return true;
    }

    private void AppendMetric(ReadOnlySpan<byte> name, bool isCounter)
    {
        var dataLength = _points.Length + (isCounter ? 4 : 0);
        _metrics.AppendFieldHeader(ScopeMetricsMetrics, MessageBuffer.FieldLength(name.Length) + MessageBuffer.FieldLength(dataLength));
        _metrics.AppendField(MetricName, name);
        _metrics.AppendFieldHeader(isCounter ? MetricSum : MetricGauge, dataLength);
        _metrics.Append(_points.WrittenSpan);
        if (isCounter)
        {
            _metrics.AppendVarintField(SumTemporality, Cumulative);
            _metrics.AppendVarintField(SumIsMonotonic, 1);
        }
    }

    private void WritePoint(Sample sample, long unixMilliseconds)
    {
        _point.Clear();
        var time = unixMilliseconds * NanosecondsPerMillisecond;

        // A start in the future comes from a wrong clock, and receivers refuse it.
        if (sample.Series.StartUnixNanoseconds is > 0 and var start && start <= time)
        {
            _point.AppendEightBytesField(PointStartTime, (ulong)start);
        }

        _point.AppendEightBytesField(PointTime, (ulong)time);
        if (!sample.IsEnd)
        {
            _point.AppendEightBytesField(PointValue, BitConverter.DoubleToUInt64Bits(sample.Value));
        }

        for (FieldReader labels = new(sample.Series.Labels); labels.MoveNext();)
        {
            var label = ReadLabel(labels.Content);
            if (!label.Name.SequenceEqual("__name__"u8))
            {
                AppendAttribute(_point, PointAttributes, label.Name, label.Value);
            }
        }

        if (sample.IsEnd)
        {
            _point.AppendVarintField(PointFlags, NoRecordedValue);
        }
    }

    private static ReadOnlySpan<byte> NameOf(Series series)
    {
        for (FieldReader labels = new(series.Labels); labels.MoveNext();)
        {
            var label = ReadLabel(labels.Content);
            if (label.Name.SequenceEqual("__name__"u8))
            {
                return label.Value;
            }
        }

        return default;
    }

    private static Label ReadLabel(ReadOnlySpan<byte> message)
    {
        Label label = default;
        for (FieldReader fields = new(message); fields.MoveNext();)
        {
            switch (fields.Number)
            {
                case LabelName: label.Name = fields.Content; break;
                case LabelValue: label.Value = fields.Content; break;
                default: break;
            }
        }

        return label;
    }

    private static byte[] Resource(IReadOnlyList<KeyValuePair<string, string>> attributes)
    {
        if (attributes.Count == 0)
        {
            return [];
        }

        var resource = new MessageBuffer();
        foreach (var (name, value) in attributes)
        {
            AppendAttribute(resource, ResourceAttributes, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        var field = new MessageBuffer();
        field.AppendField(ResourceMetricsResource, resource.WrittenSpan);
        return field.WrittenSpan.ToArray();
    }

    private static void AppendAttribute(MessageBuffer output, int field, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var valueLength = MessageBuffer.FieldLength(value.Length);
        output.AppendFieldHeader(field, MessageBuffer.FieldLength(name.Length) + MessageBuffer.FieldLength(valueLength));
        output.AppendField(AttributeKey, name);
        output.AppendFieldHeader(AttributeValue, valueLength);
        output.AppendField(ValueString, value);
    }

    private ref struct Label
    {
        public ReadOnlySpan<byte> Name;
        public ReadOnlySpan<byte> Value;
    }
}
