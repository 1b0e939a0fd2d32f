// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.CompilerServices;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// The Prometheus text format 0.0.4, byte for byte as the reference client writes it
/// (https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md).
/// </summary>
internal sealed class TextFormatWriter(IBufferWriter<byte> output) : TextLinesWriter(output, Texts)
{
    private static readonly ConditionalWeakTable<PublishedFamily, FamilyText> Texts = [];

    private protected override FamilyText TextOf(PublishedFamily family) =>
        new(family, family.Name, family.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
}
