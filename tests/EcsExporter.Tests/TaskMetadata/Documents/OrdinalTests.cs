// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.TaskMetadata.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Tests.TaskMetadata.Documents;

public sealed class OrdinalTests
{
    // Only a few characters of each kind, so that random texts often have a long common prefix.
    private static readonly string[] Pieces =
        ["a", "b", "", "\0", "\u007f", "\u0080", "é", "雪", "\ud7ff", "\ue000", "\uffff", "\U00010000", "🚀", "🚁", "\U0010FFFF"];

    private static readonly Gen<string> Texts = Gen.Choose(0, 6).SelectMany(length => Gen.Elements(Pieces).ArrayOf(length)).Select(string.Concat);

    [Fact]
    public void Compare_AnyTexts_IsTheOrderOfTheirUtf8Bytes() =>
        Prop.ForAll(
                Gen.Two(Texts).ToArbitrary(),
                pair => Math.Sign(Ordinal.Compare(pair.Item1, pair.Item2)) ==
                    Math.Sign(Encoding.UTF8.GetBytes(pair.Item1).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(pair.Item2))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Comparer_Sorts_BeyondTheBasicPlaneLast() =>
        Assert.Equal(["", "a", "ab", "b", "\ue000", "🚀"], new[] { "🚀", "b", "\ue000", "ab", "", "a" }.Order(Ordinal.Comparer));
}
