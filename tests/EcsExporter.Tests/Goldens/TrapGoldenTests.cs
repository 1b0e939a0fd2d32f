// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Goldens;

public sealed class TrapGoldenTests
{
    [Theory]
    [MemberData(nameof(Trap.Rows), MemberType = typeof(Trap))]
    public void SampleLines_AllCollectors_AreTheGolden(string trap)
    {
        var scrape = Trap.Read(trap);
        _ = scrape.Samples();
        GoldenFolder.Check($"traps/{trap}.prom", scrape.SampleLines());
    }
}
